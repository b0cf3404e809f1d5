import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findChromium, launchChromium } from './consumer/chromium.js';
import { PICTURES, readJson, ROOT } from './consumer/fixture.js';
import { run, runWell } from './consumer/run.js';
import { serve } from './consumer/serve.js';

const { app } = inject('consumer');
const chromium = findChromium();
const sample = join(PICTURES, 'sample1.jpg');
const node = process.execPath;

/** Copies an example to where a user would have it: beside the installed packages, without what was built here. */
async function copyExample(name: string): Promise<string> {
  const folder = join(app, name);
  await cp(join(ROOT, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !/[\\/](dist|node_modules|\.turbo)$/.test(path),
  });
  return folder;
}

interface RunningServer {
  readonly origin: string;
  readonly child: ChildProcess;
  stop(): Promise<number | null>;
}

/** Starts a server of an example and reads its address from what it prints. */
function startServer(cwd: string, script: string): Promise<RunningServer> {
  const child = spawn(node, [script, '--port', '0'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    return code;
  };
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (part: Buffer) => {
      text += String(part);
      const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
      if (origin) resolve({ origin, child, stop });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${text}`)));
  });
}

describe('quick-start-node', () => {
  it('prints a line a face', async () => {
    const folder = await copyExample('quick-start-node');
    const lines = (await runWell(node, ['index.mjs', sample], { cwd: folder })).trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/^no-mask {2}\d+\.\d % {2}at \[\d+, \d+, \d+, \d+\]$/);
    expect((await run(node, ['index.mjs'], { cwd: folder })).status).toBe(2);
  });
});

describe('custom-detector', () => {
  it('meets the contract with the test runner of Node, and answers behind the predictor', async () => {
    const folder = await copyExample('custom-detector');
    const report = await runWell(node, ['--test', '--test-reporter=tap'], { cwd: folder });
    expect(report).toMatch(/# pass 16\n# fail 0/);
    const lines = (await runWell(node, ['index.mjs', sample], { cwd: folder })).trim().split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^(mask|no-mask) +\d+\.\d %/);
  });
});

describe('http-server', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer(await copyExample('http-server'), 'server.mjs');
  });
  afterAll(() => server?.child.kill());

  const post = (body: BodyInit, query = '') =>
    fetch(`${server.origin}/predict${query}`, { method: 'POST', body });

  it('answers the faces of a picture in the body, and of one in a form', async () => {
    const bytes = await readFile(sample);
    const answer = (await (await post(bytes)).json()) as { faces: { label: string }[] };
    expect(answer).toMatchObject({ width: 1920, height: 1280 });
    expect(answer.faces.map(({ label }) => label)).toEqual(['no-mask', 'no-mask', 'no-mask']);
    const form = new FormData();
    form.set('image', new Blob([bytes]), 'a.jpg');
    const best = await (await post(form, '?maxFaces=1')).json();
    expect(best.faces).toEqual(answer.faces.slice(0, 1));
    expect(best).toEqual(await readAnswer(join(ROOT, 'examples/http-server/README.md')));
  });

  it.each([
    [400, 'INVALID_ARGUMENT', '', ''],
    [422, 'IMAGE_DECODE_FAILED', 'not a picture', ''],
    [413, 'TOO_LARGE', 'x'.repeat(10 * 2 ** 20 + 1), ''],
  ])('answers %i with code %s for what is wrong', async (status, code, body, query) => {
    const response = await post(body, query);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { code, message: expect.any(String) } });
  });

  it.each(['?minScore=7', '?minScore=', '?maxFaces=many'])('refuses the query %s', async (query) => {
    const response = await post(await readFile(sample), query);
    expect(response.status).toBe(400);
    expect((await response.json()).error.code).toBe('INVALID_ARGUMENT');
  });

  it('says that it is well, and that other paths are not there', async () => {
    expect(await (await fetch(`${server.origin}/health`)).json()).toMatchObject({ status: 'ok', waiting: 0 });
    const other = await fetch(`${server.origin}/admin`);
    expect(other.status).toBe(404);
    expect((await other.json()).error.code).toBe('NOT_FOUND');
  });

  it('ends by itself when it is interrupted', async () => {
    expect(await server.stop()).toBe(0);
  });
});

describe('android', () => {
  it('names the app, its colours and icons as the webcam app does', async () => {
    const twa = await readJson<Record<string, string>>(join(ROOT, 'examples/android/twa-manifest.json'));
    const web = await readJson<Record<string, string> & { icons: { src: string; sizes: string }[] }>(
      join(ROOT, 'examples/webcam/dist/manifest.webmanifest'),
    );
    expect([
      twa['name'],
      twa['launcherName'],
      twa['themeColor'],
      twa['backgroundColor'],
      twa['display'],
    ]).toEqual([web['name'], web['short_name'], web['theme_color'], web['background_color'], web['display']]);
    const origin = `https://${twa['host']}/`;
    const large = web.icons.filter(({ sizes }) => sizes === '512x512').map(({ src }) => origin + src);
    expect(large).toEqual([twa['iconUrl'], twa['maskableIconUrl']]);
    expect(twa['webManifestUrl']).toBe(`${origin}manifest.webmanifest`);
  });
});

describe.skipIf(!chromium)('pages', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium(chromium!);
  });
  afterAll(() => browser?.close());

  /** Chooses a photograph as a person does, and reads what the page shows. */
  async function usePage(origin: string): Promise<void> {
    const tab = await browser.newPage();
    const strangers: string[] = [];
    const errors: string[] = [];
    tab.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) strangers.push(url);
    });
    tab.on('pageerror', (error) => errors.push(String(error)));
    tab.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await tab.goto(origin);
    await tab.setInputFiles('#picture', sample);
    await tab.getByRole('status').getByText('3 faces.').waitFor({ timeout: 120_000 });
    const shown = await tab.getByRole('listitem').allTextContents();
    expect(shown.map((text) => text.split(',')[0])).toEqual(['no-mask', 'no-mask', 'no-mask']);
    await tab.setInputFiles('#picture', join(ROOT, 'LICENSE'));
    await tab.getByRole('status').getByText('not a picture').waitFor();
    expect(await tab.getByRole('listitem').count()).toBe(0);
    expect({ strangers, errors }).toEqual({ strangers: [], errors: [] });
    await tab.close();
  }

  it('plain-html works without a bundler, under a strict policy', async () => {
    const server = await startServer(await copyExample('plain-html'), 'serve.mjs');
    try {
      await usePage(server.origin);
      for (const path of ['/serve.mjs', '/../package.json', '/node_modules/../package.json', '/%00']) {
        expect((await fetch(server.origin + path)).status, path).toBe(404);
      }
    } finally {
      server.child.kill();
    }
  });

  it('react works when it is built, under a strict policy', async () => {
    const folder = await copyExample('react');
    const vite = join(app, 'node_modules/vite/bin/vite.js');
    await runWell(node, [vite, 'build', '--logLevel', 'warn'], { cwd: folder });
    const server = await serve(
      { '/': join(folder, 'dist') },
      {
        'content-security-policy':
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' data:; img-src 'self' data: blob:",
      },
    );
    try {
      await usePage(server.origin);
    } finally {
      await server.close();
    }
  });
});

/** The first JSON of a page as what an answer must match: boxes to the pixel, scores to two digits. */
async function readAnswer(page: string): Promise<unknown> {
  const [, json] = /^```json\n(.*?)^```$/ms.exec(await readFile(page, 'utf8'))!;
  const isOfBox = (key: string) => ['x', 'y', 'width', 'height'].includes(key);
  return JSON.parse(json!, (key, value: unknown) =>
    typeof value === 'number' ? (expect.closeTo(value, isOfBox(key) ? 0 : 2) as unknown) : value,
  );
}
