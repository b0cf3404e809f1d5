import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './consumer/chromium.js';
import { PICTURES, readJson, ROOT } from './consumer/fixture.js';
import { run } from './consumer/run.js';
import { serve } from './consumer/serve.js';
import { openApp, waitForLabels } from './webcam/app-page.js';
import { type RunningApp, startApp } from './webcam/app-server.js';
import { openBrowser } from './webcam/chromium.js';

const chromium = findChromium();
const command = join(ROOT, 'packages/cli/dist/maskpred.js');
/** In the order of the shipped classifier's outputs mask, no-mask, not-face; none of them is known to the app. */
const LABELS = ['covered', 'bare', 'nothing'];

let folder: string;
let model: string;
let detector: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-own-'));
  model = join(folder, 'my-model');
  detector = join(folder, 'my-detector');
  await cp(join(ROOT, 'packages/classifier/model'), model, { recursive: true });
  await cp(join(ROOT, 'packages/detector/model/ssd'), detector, { recursive: true });
  const metadata = join(model, 'metadata.json');
  const { metrics: _, ...known } = await readJson<Record<string, unknown>>(metadata);
  await writeFile(metadata, JSON.stringify({ ...known, labels: LABELS }));
  await writeFile(join(model, 'private.txt'), 'private');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = (app: RunningApp, path: string) => fetch(new URL(path, app.url));

describe('maskpred webcam --model', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp('--model', model, '--detector', detector);
  });
  afterAll(() => app.stop());

  it('serves the files of the models, which it announces with their SHA-256, and nothing else of their folders', async () => {
    const announced = (await (await ask(app, 'own/models.json')).json()) as Record<
      string,
      { name: string; files: Record<string, string> }
    >;
    expect(Object.keys(announced)).toEqual(['classifier', 'detector']);
    const { name, files } = announced['classifier']!;
    expect(name).toBe('my-model');
    const ofModel = ['group1-shard1of1.bin', 'metadata.json', 'model.json'];
    expect(Object.keys(files).sort()).toEqual(ofModel);
    for (const file of ofModel) {
      const response = await ask(app, `own/classifier/${file}`);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      const served = Buffer.from(await response.arrayBuffer());
      expect(served.equals(await readFile(join(model, file))), file).toBe(true);
      expect(createHash('sha256').update(served).digest('hex')).toBe(files[file]);
    }
    for (const path of ['own/classifier/private.txt', 'own/classifier/evaluation.json', 'own/classifier/']) {
      expect((await ask(app, path)).status, path).toBe(404);
    }
  });

  describe.skipIf(!chromium)('in Chromium', { timeout: 300_000 }, () => {
    it('uses both, shows their names and their labels, and goes on without the server', async () => {
      const own = await startApp('--model', model, '--detector', detector);
      const context = await openBrowser({ camera: 'absent', executablePath: chromium! });
      try {
        const asked: string[] = [];
        context.on('request', (request) => asked.push(new URL(request.url()).pathname));
        const { page, errors } = await openApp(context, own.url);
        await page.getByText('now works without a network').waitFor();
        await lookAt(page, 'sample1.jpg', ['bare', 'bare', 'bare']);
        expect(await page.locator('.header .title p').textContent()).toBe(
          'Model: my-model · Detector: my-detector',
        );
        expect(await page.locator('.count[data-label=bare]').textContent()).toBe('3 bare');
        expect(await page.locator('.count').count()).toBe(LABELS.length);
        const tones = await page
          .locator('.count')
          .evaluateAll((rows) => rows.map((row) => getComputedStyle(row).borderLeftColor));
        expect(new Set(tones).size).toBe(LABELS.length);
        expect(asked).toContain('/own/classifier/model.json');
        expect(asked).toContain('/own/detector/model.json');
        expect(errors).toEqual([]);

        expect(await own.stop()).toBe(0);
        await page.close();
        const later = await openApp(context, own.url);
        await lookAt(later.page, 'sample1.jpg', ['bare', 'bare', 'bare']);
      } finally {
        await context.close();
      }
    });

    it('uses no file that is not the announced one', async () => {
      const context = await openBrowser({
        camera: 'absent',
        executablePath: chromium!,
        hasServiceWorkers: false,
      });
      try {
        await context.route('**/own/classifier/*.bin', async (route) => {
          const response = await route.fetch();
          const body = await response.body();
          body[1000] ^= 1;
          await route.fulfill({ response, body });
        });
        const { page } = await openApp(context, app.url);
        await page.getByRole('alert').getByText('SHA-256').waitFor();
        await context.unrouteAll({ behavior: 'wait' });
      } finally {
        await context.close();
      }
    });

    it('runs from any folder of a static host, once it is written with --out', async () => {
      const out = join(folder, 'site');
      const written = await webcam('--model', model, '--out', out);
      expect(written).toMatchObject({ status: 0, stdout: `${out}\n` });
      const again = await webcam('--model', model, '--out', out);
      expect(again.status, again.stderr).toBe(0);
      const server = await serve({ '/apps/masks/': `${out}/` });
      const context = await openBrowser({ camera: 'absent', executablePath: chromium! });
      try {
        const { page } = await openApp(context, `${server.origin}/apps/masks/`);
        await lookAt(page, 'sample3.jpg', ['bare', 'bare', 'bare']);
      } finally {
        await context.close();
        await server.close();
      }
    });
  });
});

describe('maskpred webcam says before it serves anything', () => {
  it('that a folder holds no model', async () => {
    const { status, stdout, stderr } = await webcam('--model', PICTURES);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('model.json');
  });

  it('that a model names a file outside its folder', async () => {
    const sly = join(folder, 'sly');
    await mkdir(sly);
    for (const file of await readdir(detector)) await copyFile(join(detector, file), join(sly, file));
    const path = join(sly, 'model.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll('"group1-shard', '"../my-detector/group1-shard'));
    const { status, stdout, stderr } = await webcam('--detector', sly);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('../my-detector/group1-shard1of2.bin');
  });

  it('that --out holds something else', async () => {
    const { status, stderr } = await webcam('--out', PICTURES);
    expect(status).toBe(2);
    expect(stderr).toContain('holds other files');
    expect(await readdir(PICTURES)).not.toContain('file-hashes.json');
  });

  it('that --labels need a model', async () => {
    const { status, stderr } = await webcam('--labels', 'a,b');
    expect(status).toBe(2);
    expect(stderr).toContain('--model');
  });
});

/** For calls that do not serve; one that does by mistake is ended by the test's own time limit. */
const webcam = (...args: string[]) =>
  run(process.execPath, [command, 'webcam', '--no-open', ...args], { cwd: ROOT });

async function lookAt(
  page: Awaited<ReturnType<typeof openApp>>['page'],
  picture: string,
  labels: readonly string[],
): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(join(PICTURES, picture));
  await waitForLabels(page, labels);
}
