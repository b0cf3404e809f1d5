import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FaceDetection, iou } from '@maskpred/core';
import { createFaceDetector } from '@maskpred/detector';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findChromium, launchChromium } from './consumer/chromium.js';
import { PICTURES, ROOT } from './consumer/fixture.js';
import { runWell } from './consumer/run.js';
import { serve, type StaticServer } from './consumer/serve.js';

const { app } = inject('consumer');
const chromium = findChromium();
const page = join(app, 'mediapipe');
const SAMPLES = ['sample1.jpg', 'sample3.jpg', 'sample6.jpg'];
const urls = SAMPLES.map((name) => `/pictures/${name}`);

const POLICY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' data:",
};

describe('the detector in Node', () => {
  it('keeps both networks out of the file that is imported, and each out of the other', async () => {
    const dist = join(app, 'node_modules/@maskpred/detector/dist');
    const code = new Map<string, string>();
    for (const name of await readdir(dist)) {
      if (name.endsWith('.js')) code.set(name, await readFile(join(dist, name), 'utf8'));
    }
    /** All that is loaded with a file, without what it loads later. */
    const loadedWith = (name: string, known = new Set<string>()): Set<string> => {
      if (known.has(name)) return known;
      known.add(name);
      for (const [, target] of (code.get(name) ?? '').matchAll(/(?:from|import) ?"([^"]+)"/g)) {
        loadedWith(target!.replace(/^\.\//, ''), known);
      }
      return known;
    };
    const later = [...code.get('index.js')!.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, name]) => name!);
    const [ssd, mediapipe] = ['ssd', 'mediapipe-detector'].map((start) =>
      [...loadedWith(later.find((name) => name.startsWith(start))!)].join(' '),
    );
    expect([...loadedWith('index.js')].join(' ')).not.toMatch(/tensorflow|core\/tfjs|mediapipe|ssd-/);
    expect(ssd).toMatch(/core\/tfjs/);
    expect(ssd).not.toMatch(/mediapipe/);
    expect(mediapipe).not.toMatch(/tensorflow|ssd-|core\/tfjs/);
  });
});

describe.skipIf(!chromium)('MediaPipe in Chromium', () => {
  let browser: Browser;
  let server: StaticServer;
  const requests: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    await cp(join(ROOT, 'tests/consumer/mediapipe'), page, { recursive: true });
    await mkdir(join(page, 'pictures'));
    await Promise.all(SAMPLES.map((name) => cp(join(PICTURES, name), join(page, 'pictures', name))));
    const vite = join(app, 'node_modules/vite/bin/vite.js');
    await runWell(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: page });
    server = await serve({ '/pictures/': join(page, 'pictures'), '/': join(page, 'dist') }, POLICY);
    browser = await launchChromium(chromium!);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(prepare: (tab: Page) => Promise<unknown> = async () => {}): Promise<Page> {
    const tab = await browser.newPage();
    tab.on('request', (request) => requests.push(request.url()));
    tab.on('pageerror', (error) => errors.push(String(error)));
    await prepare(tab);
    await tab.goto(server.origin);
    await tab.waitForFunction(() => window.mediapipe !== undefined);
    return tab;
  }

  it.each(['short', 'full'] as const)('meets the contract of detectors, range %s', async (range) => {
    const tab = await open();
    const verdicts = await tab.evaluate(
      ([pictures, options]) => window.mediapipe!.contract(pictures, options),
      [urls.slice(0, 2), { range }] as const,
    );
    expect(Object.keys(verdicts).length).toBeGreaterThan(12);
    expect(Object.values(verdicts).filter(Boolean)).toEqual([]);
    await tab.close();
  });

  it('finds the faces that the SSD finds, with boxes of the same kind', async () => {
    const [ssd, tab] = await Promise.all([createFaceDetector({ engine: 'wasm' }), open()]);
    for (const [i, name] of SAMPLES.entries()) {
      const expected = await ssd.detect(join(PICTURES, name));
      const faces = await tab.evaluate((url) => window.mediapipe!.detect(url, { range: 'full' }), urls[i]!);
      expect(faces, name).toHaveLength(expected.length);
      for (const { box } of expected) expect(Math.max(...overlaps(box, faces))).toBeGreaterThan(0.5);
    }
    ssd.dispose();
    await tab.close();
  });

  it('gives six named points: the eyes above nose and mouth, left being the person’s own', async () => {
    const tab = await open();
    const [face] = await tab.evaluate((url) => window.mediapipe!.detect(url, {}), urls[1]!);
    const points = face!.keypoints!;
    expect(points.map(({ name }) => name).sort()).toEqual([
      'left-ear',
      'left-eye',
      'mouth',
      'nose',
      'right-ear',
      'right-eye',
    ]);
    const at = (name: string) => points.find((point) => point.name === name)!;
    expect(at('left-eye').x).toBeGreaterThan(at('right-eye').x);
    expect(at('left-eye').y).toBeLessThan(at('nose').y);
    expect(at('nose').y).toBeLessThan(at('mouth').y);
    await tab.close();
  });

  it.each(['classic', 'module'] as const)('answers alike in a %s worker', async (type) => {
    const tab = await open();
    const inPage = await tab.evaluate((url) => window.mediapipe!.detect(url, {}), urls[1]!);
    const inWorker = await tab.evaluate(([url, kind]) => window.mediapipe!.inWorker(url, {}, kind), [
      urls[1]!,
      type,
    ] as const);
    expect(inPage.length).toBeGreaterThan(0);
    expect(inWorker).toEqual(inPage);
    await tab.close();
  });

  it('takes frames of a video whose time stands or falls', async () => {
    const tab = await open();
    const counts = await tab.evaluate((url) => window.mediapipe!.video(url), urls[1]!);
    expect(counts[0]).toBeGreaterThan(0);
    expect(new Set(counts).size).toBe(1);
    await tab.close();
  });

  it('takes the engine from a folder that is named', async () => {
    const tab = await open(async (one) => {
      const wasm = join(app, 'node_modules/@mediapipe/tasks-vision/wasm');
      await one.route('**/engine/*', (route) =>
        route.fulfill({ path: join(wasm, new URL(route.request().url()).pathname.split('/').at(-1)!) }),
      );
    });
    const faces = await tab.evaluate(
      (url) => window.mediapipe!.detect(url, { wasmUrl: '/engine' }),
      urls[1]!,
    );
    expect(faces.length).toBeGreaterThan(0);
    await tab.close();
  });

  it('refuses a model that is not the one that ships, or is not there', async () => {
    const changed = await open((tab) =>
      tab.route('**/*.tflite', async (route) => {
        const body = await (await route.fetch()).body();
        body[5000]! ^= 1;
        await route.fulfill({ body });
      }),
    );
    expect(await changed.evaluate(() => window.mediapipe!.failure({}))).toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('SHA-256'),
    });
    expect(
      await changed.evaluate(() => window.mediapipe!.failure({ model: '/nowhere.tflite' })),
    ).toMatchObject({
      code: 'MODEL_LOAD_FAILED',
    });
    expect(
      await changed.evaluate(() => window.mediapipe!.failure({ model: '/pictures/sample1.jpg' })),
    ).toMatchObject({ code: 'MODEL_LOAD_FAILED' });
    await changed.close();
  });

  it.each(['js', 'wasm'])('says that the engine’s .%s does not load', async (extension) => {
    const tab = await open((one) =>
      one.route(`**/vision_wasm*.${extension}`, (route) => route.fulfill({ status: 404 })),
    );
    expect(await tab.evaluate(() => window.mediapipe!.failure({}))).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
    });
    await tab.close();
  });

  it('says that there is no WebGL', async () => {
    const tab = await open((one) =>
      one.addInitScript(() => {
        OffscreenCanvas.prototype.getContext = () => null;
      }),
    );
    expect(await tab.evaluate(() => window.mediapipe!.failure({}))).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('WebGL'),
    });
    await tab.close();
  });

  it('says when WebGL is taken away, and a new detector works', async () => {
    const tab = await open();
    const { before, after, anew } = await tab.evaluate((url) => window.mediapipe!.loseContext(url), urls[1]!);
    expect({ before, after }).toEqual({ before: 'none', after: 'ENGINE_UNAVAILABLE' });
    expect(anew).toBeGreaterThan(0);
    await tab.close();
  });

  it('loads nothing of the SSD, and the SSD nothing of MediaPipe', async () => {
    const names = async (use: (tab: Page) => Promise<unknown>) => {
      const tab = await open();
      const from = requests.length;
      await use(tab);
      await tab.close();
      return requests.slice(from).map((url) => new URL(url).pathname.split('/').at(-1)!);
    };
    const mediapipe = await names((tab) =>
      tab.evaluate((url) => window.mediapipe!.detect(url, {}), urls[1]!),
    );
    const ssd = await names((tab) => tab.evaluate((url) => window.mediapipe!.ssd(url), urls[1]!));
    expect(mediapipe.filter((name) => /^(model|group1|tfjs|ssd)/.test(name))).toEqual([]);
    expect(mediapipe.filter((name) => /tflite$/.test(name))).toHaveLength(1);
    expect(ssd.filter((name) => /tflite$|vision/.test(name))).toEqual([]);
  });

  it('asked nobody but its own origin, under a strict policy, and nothing went wrong in silence', () => {
    expect(requests.length).toBeGreaterThan(20);
    expect(requests.filter((url) => !url.startsWith(server.origin) && !/^(data|blob):/.test(url))).toEqual(
      [],
    );
    expect(errors).toEqual([]);
  });
});

function overlaps(box: FaceDetection['box'], faces: readonly FaceDetection[]): number[] {
  return faces.map((face) => iou(face.box, box));
}
