import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage } from '@maskpred/core/node';
import { type Box, type FaceDetection, iou, type RgbImage } from '@maskpred/core';
import type { Browser, Page as Tab } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findChromium, launchChromium } from './consumer/chromium.js';
import { PICTURES, ROOT } from './consumer/fixture.js';
import { runWell } from './consumer/run.js';
import { serve, type StaticServer } from './consumer/serve.js';

const { app } = inject('consumer');
const chromium = findChromium();

interface Answer {
  readonly faces: readonly FaceDetection[];
  readonly answers: readonly { readonly label: string; readonly score: number }[];
}

const SAMPLES = ['sample1.jpg', 'sample3.jpg', 'sample5.jpg'];
const page = join(app, 'page');
const pictures = join(app, 'pictures');
const vite = join(app, 'node_modules/vite/bin/vite.js');

const mounts = {
  '/pictures/': pictures,
  '/page/': join(page, 'dist'),
  '/assets/': join(page, 'dist/assets'),
};

/** As strict as a page with maskpred can be. */
const POLICY = {
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' data:; img-src 'self' data:",
};
/** What pages send that use shared memory. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** What the installed packages answer in Node, on the same files and on the same pixels. */
const NODE_SCRIPT = `import { readFileSync, writeFileSync } from 'node:fs';
import { classifyFaces } from '@maskpred/classifier';
import { decodeImage } from '@maskpred/core/node';
import { detectFaces } from '@maskpred/detector';
const results = {};
for (const name of process.argv.slice(2)) {
  const image = await decodeImage(name);
  writeFileSync(name + '.rgb', image.data);
  const faces = await detectFaces(image);
  results[name] = { faces, answers: await classifyFaces(image, faces), width: image.width, height: image.height };
}
console.log(JSON.stringify(results));`;

describe.skipIf(!chromium)('in Chromium', () => {
  let browser: Browser;
  let server: StaticServer;
  let inNode: Record<string, Answer & { readonly width: number; readonly height: number }>;

  beforeAll(async () => {
    for (const part of ['index.html', 'vite.config.ts', 'src']) {
      await cp(join(ROOT, 'examples/quick-start-browser', part), join(app, part), { recursive: true });
    }
    await cp(join(ROOT, 'tests/consumer/page'), page, { recursive: true });
    await mkdir(pictures);
    await Promise.all(SAMPLES.map((name) => cp(join(PICTURES, name), join(pictures, name))));
    await writeFile(join(pictures, 'analyse.mjs'), NODE_SCRIPT);
    inNode = JSON.parse(
      await runWell(process.execPath, ['analyse.mjs', ...SAMPLES], { cwd: pictures }),
    ) as typeof inNode;
    for (const folder of [app, page]) {
      await runWell(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: folder });
    }
    server = await serve(mounts, POLICY);
    browser = await launchChromium(chromium!);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** A tab on that address that remembers every request beyond its own origin, and every error. */
  async function open(
    url: string,
  ): Promise<{ tab: Tab; requests: string[]; strangers: string[]; errors: string[] }> {
    const tab = await browser.newPage();
    const requests: string[] = [];
    const strangers: string[] = [];
    const errors: string[] = [];
    const { origin } = new URL(url);
    const note = (address: string) => {
      requests.push(address);
      const { protocol, origin: to } = new URL(address);
      if (to !== origin && to !== origin.replace('http', 'ws') && !['data:', 'blob:'].includes(protocol)) {
        strangers.push(address);
      }
    };
    tab.on('request', (request) => note(request.url()));
    tab.on('websocket', (socket) => note(socket.url()));
    tab.on('pageerror', (error) => errors.push(String(error)));
    await tab.goto(url);
    return { tab, requests, strangers, errors };
  }

  describe('the packages in a page built by Vite', () => {
    let tab: Tab;
    let strangers: string[];
    let errors: string[];

    beforeAll(async () => {
      ({ tab, strangers, errors } = await open(`${server.origin}/page/`));
      await tab.waitForFunction(() => window.maskpred !== undefined);
    });

    it('run on wasm, for a GPU made of software is none', async () => {
      expect((await tab.evaluate(() => window.maskpred!.startEngine())).name).toBe('wasm');
      const message = await tab.evaluate(() =>
        window.maskpred!.startEngine({ engine: 'webgl' }).then(
          () => 'started',
          (error: { code: string }) => error.code,
        ),
      );
      expect(message).toBe('ENGINE_UNAVAILABLE');
      expect((await tab.evaluate(() => window.maskpred!.startEngine({ engine: 'auto' }))).name).toBe('wasm');
    });

    it.each(SAMPLES)('answer as in Node on %s: boxes within 2 px, scores within 0.05', async (name) => {
      const answer = await tab.evaluate((url) => window.maskpred!.analyse(url), `/pictures/${name}`);
      expectSameAnswer(answer, inNode[name], { pixels: 2, overlap: 0.9, score: 0.05 });
    });

    it.each(SAMPLES)('answer as in Node on the pixels of %s: scores within 0.001', async (name) => {
      const { width, height } = inNode[name];
      const answer = await tab.evaluate(([url, w, h]) => window.maskpred!.analysePixels(url, w, h), [
        `/pictures/${name}.rgb`,
        width,
        height,
      ] as const);
      expectSameAnswer(answer, inNode[name], { pixels: 0.05, overlap: 0.999, score: 0.001 });
    });

    it('answer in a Web Worker too', async () => {
      const answer = await tab.evaluate(
        (url) => window.maskpred!.analyseInWorker(url),
        '/pictures/sample3.jpg',
      );
      expectSameAnswer(answer, inNode['sample3.jpg'], { pixels: 2, overlap: 0.9, score: 0.05 });
    });

    it('decode what Node decodes, a few grey levels apart', async () => {
      const upright = sharp(join(PICTURES, 'sample1.jpg')).resize(90);
      const raw = await upright.png().toBuffer();
      const files: Record<string, Buffer> = {
        'upright.jpg': await sharp(raw).jpeg({ quality: 95 }).toBuffer(),
        'alpha.png': await sharp(raw).ensureAlpha(0.5).png().toBuffer(),
        'grey.png': await sharp(raw).greyscale().png().toBuffer(),
        'deep.png': await sharp(raw).toColourspace('rgb16').png().toBuffer(),
        'p3.jpg': await sharp(raw).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer(),
        'picture.webp': await sharp(raw).webp({ quality: 95 }).toBuffer(),
        'picture.avif': await sharp(raw).avif({ quality: 90, effort: 0 }).toBuffer(),
      };
      for (let orientation = 1; orientation <= 8; orientation++) {
        files[`orientation-${orientation}.jpg`] = await sharp(raw)
          .withMetadata({ orientation })
          .jpeg({ quality: 95 })
          .toBuffer();
      }
      for (const [name, bytes] of Object.entries(files)) {
        await writeFile(join(pictures, name), bytes);
        const expected = await decodeImage(bytes);
        const actual = await tab.evaluate((url) => window.maskpred!.decode(url), `/pictures/${name}`);
        expect(actual, name).toMatchObject({ width: expected.width, height: expected.height });
        expect(meanDifference(actual.data!, expected), name).toBeLessThan(3);
      }
    });

    it('refuse what Node refuses, with the same codes', async () => {
      const jpeg = await readFile(join(PICTURES, 'sample1.jpg'));
      const files = {
        'empty.jpg': [Buffer.alloc(0), 'IMAGE_DECODE_FAILED'],
        'text.jpg': [Buffer.from('not a picture'), 'IMAGE_DECODE_FAILED'],
        'header.jpg': [jpeg.subarray(0, 300), 'IMAGE_DECODE_FAILED'],
        'half.jpg': [jpeg.subarray(0, jpeg.length / 2), 'IMAGE_DECODE_FAILED'],
        'no-end.jpg': [jpeg.subarray(0, -2), 'IMAGE_DECODE_FAILED'],
      } as const;
      for (const [name, [bytes, code]] of Object.entries(files)) {
        await writeFile(join(pictures, name), bytes);
        const answer = await tab.evaluate((url) => window.maskpred!.decode(url), `/pictures/${name}`);
        expect(answer, name).toMatchObject({ code });
      }
      const decode = (url: string, maxPixels?: number) =>
        tab.evaluate(([to, limit]) => window.maskpred!.decode(to, limit), [url, maxPixels] as const);
      expect(await decode('/pictures/missing.jpg')).toMatchObject({ code: 'FILE_NOT_FOUND' });
      expect(await decode('http://127.0.0.1:1/a.jpg')).toMatchObject({ code: 'FILE_UNREADABLE' });
      strangers.pop(); // that one was asked for
      expect(await decode('/pictures/sample1.jpg', 1000)).toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    });

    it('asked nobody but their own origin, and nothing went wrong in silence', () => {
      expect(strangers).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it('answer in a page that is cross-origin isolated, where TensorFlow.js would wait for threads for ever', async () => {
    const isolated = await serve(mounts, { ...POLICY, ...ISOLATION });
    try {
      const { tab, strangers, errors, requests } = await open(`${isolated.origin}/page/`);
      await tab.waitForFunction(() => window.maskpred !== undefined);
      expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
      const answer = await tab.evaluate((url) => window.maskpred!.analyse(url), '/pictures/sample3.jpg');
      expectSameAnswer(answer, inNode['sample3.jpg'], { pixels: 2, overlap: 0.9, score: 0.05 });
      expect(requests.some((url) => url.endsWith('.wasm'))).toBe(true);
      expect({ strangers, errors }).toEqual({ strangers: [], errors: [] });
      await tab.close();
    } finally {
      await isolated.close();
    }
  });

  /** Chooses a picture in the example as a person does, and reads what it shows. */
  async function useExample(url: string): Promise<void> {
    const { tab, strangers, errors } = await open(url);
    const name = 'sample1.jpg';
    await tab.setInputFiles('#picture', join(PICTURES, name));
    await tab.waitForFunction(
      () => !/No picture|Looking/.test(document.querySelector('#status')!.textContent),
      undefined,
      { timeout: 120_000 },
    );
    const expected = inNode[name].answers.filter(({ label }) => label !== 'not-face');
    expect(await tab.locator('#status').textContent()).toMatch(new RegExp(`^${expected.length} faces?\\.$`));
    const shown = await tab.locator('#faces li').allTextContents();
    expect(shown.map((text) => text.split(',')[0])).toEqual(expected.map(({ label }) => label));
    const size = await tab
      .locator('#canvas')
      .evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
    expect(size).toEqual([inNode[name].width, inNode[name].height]);
    if (process.env['MASKPRED_SCREENSHOT']) {
      await tab.screenshot({ path: process.env['MASKPRED_SCREENSHOT'], fullPage: true });
    }
    await tab.setInputFiles('#picture', join(ROOT, 'LICENSE'));
    await tab.waitForFunction(() => /not a picture/.test(document.querySelector('#status')!.textContent));
    expect(await tab.locator('#faces li').count()).toBe(0);
    expect({ strangers, errors }).toEqual({ strangers: [], errors: [] });
    await tab.close();
  }

  describe('the example quick-start-browser', () => {
    it('works when it is built', async () => {
      const built = await serve({ '/': join(app, 'dist') }, POLICY);
      try {
        await useExample(built.origin);
      } finally {
        await built.close();
      }
    });

    it("works on Vite's dev server", async () => {
      const dev = spawn(process.execPath, [vite, '--host', '127.0.0.1', '--port', '0', '--strictPort'], {
        cwd: app,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      });
      try {
        await useExample(await addressOf(dev));
      } finally {
        dev.kill();
      }
    });
  });
});

function addressOf(dev: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (part: Buffer) => {
      text += String(part);
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (address) resolve(address[0]);
    };
    dev.stdout!.on('data', read);
    dev.stderr!.on('data', read);
    dev.once('exit', (code) => reject(new Error(`vite ended with ${code}: ${text}`)));
  });
}

interface Tolerance {
  readonly pixels: number;
  readonly overlap: number;
  readonly score: number;
}

function expectSameAnswer(actual: Answer, expected: Answer, tolerance: Tolerance): void {
  expect(actual.faces).toHaveLength(expected.faces.length);
  expect(actual.answers).toHaveLength(expected.faces.length);
  for (const [i, face] of expected.faces.entries()) {
    // Near scores may change places.
    const k = bestMatch(face.box, actual.faces);
    const found = actual.faces[k];
    expect(iou(face.box, found.box)).toBeGreaterThanOrEqual(tolerance.overlap);
    for (const [a, b] of [
      [found.box.x, face.box.x],
      [found.box.y, face.box.y],
      [found.box.x + found.box.width, face.box.x + face.box.width],
      [found.box.y + found.box.height, face.box.y + face.box.height],
    ]) {
      expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance.pixels);
    }
    expect(Math.abs(found.score - face.score)).toBeLessThanOrEqual(tolerance.score);
    expect(actual.answers[k].label).toBe(expected.answers[i].label);
    expect(Math.abs(actual.answers[k].score - expected.answers[i].score)).toBeLessThanOrEqual(
      tolerance.score,
    );
  }
}

function bestMatch(box: Box, faces: readonly FaceDetection[]): number {
  const overlaps = faces.map((face) => iou(box, face.box));
  return overlaps.indexOf(Math.max(...overlaps));
}

function meanDifference(actual: readonly number[], expected: RgbImage): number {
  let sum = 0;
  for (const [i, value] of actual.entries()) sum += Math.abs(value - expected.data[i]);
  return sum / actual.length;
}
