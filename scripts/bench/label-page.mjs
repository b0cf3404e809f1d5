// The labelling page in Chromium with 10,000 pictures: how long it takes to open, from the address to a picture with its
// boxes; how long a next picture takes, from the key to the frame that shows it, against the same with the prefetching
// undone; the memory that the page's process takes. The server alone: label.mjs.
//
//   node scripts/bench/label-page.mjs [--pictures 10000] [--steps 300] [--pause 500]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatVoc } from '@maskpred/dataset';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const { values: args } = parseArgs({
  options: {
    pictures: { type: 'string', default: '10000' },
    steps: { type: 'string', default: '300' },
    /** Between two pictures: nobody decides faster, and this is when the next ones are fetched, ms. */
    pause: { type: 'string', default: '500' },
    chromium: { type: 'string', default: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' },
  },
});
const [count, steps, pause] = [args.pictures, args.steps, args.pause].map(Number);
/** Bars of the project: ms until the page is there, ms until the next picture is. */
const MAX_OPEN_MS = 2000;
const MAX_NEXT_MS = 100;
/** What the page may have grown to in the second half of the walk, against the first. */
const MAX_GROWTH = 1.25;
const OPENINGS = 5;

/** From the key to the frame after the one in which the next picture and its boxes are on the page, ms. */
const PRESS = `new Promise((resolve) => {
  const shown = () => document.querySelector('[data-picture]')?.dataset.picture;
  const before = shown();
  const at = performance.now();
  document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'd', code: 'KeyD', bubbles: true, cancelable: true }),
  );
  const look = () => {
    const isThere = document.querySelector('[data-shown] .a9s-annotation') && shown() !== before;
    if (isThere) requestAnimationFrame(() => resolve(performance.now() - at));
    else requestAnimationFrame(look);
  };
  look();
})`;

const root = await mkdtemp(join(tmpdir(), 'maskpred-bench-page-'));
const misses = [];
try {
  await writeScenes(join(root, 'set'));
  await run(join(root, 'set'));
} finally {
  await rm(root, { recursive: true, force: true });
}
if (misses.length > 0) console.log(`missed: ${misses.join(', ')}`);
process.exitCode = misses.length > 0 ? 1 : 0;

async function run(folder) {
  const server = await serve(folder);
  const browser = await chromium.launch({
    executablePath: args.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const opened = [];
    let page;
    for (let i = 0; i < OPENINGS; i++) {
      await page?.close();
      page = await context.newPage();
      const at = performance.now();
      await page.goto(server.url);
      await page.locator('[data-shown]').waitFor();
      opened.push(performance.now() - at);
      if (i === 0)
        console.log(`opened for the first time, annotations not read yet: ${Math.round(opened[0])} ms`);
    }
    check(`${count.toLocaleString('en')} pictures: open, median of ${OPENINGS}`, median(opened), MAX_OPEN_MS);

    // Annotations are read in the background; this is over within seconds.
    await page.locator('.progress', { hasText: 'Reading' }).waitFor({ state: 'hidden', timeout: 300_000 });
    const ahead = await walk(page, steps, pause);
    check('next picture, median', median(ahead.times), MAX_NEXT_MS);
    check('next picture, 95 of 100', quantile(ahead.times, 0.95), MAX_NEXT_MS);
    const hurried = await walk(page, 30, 0);
    console.log(
      `next picture without a pause, so without what was fetched ahead: median ${median(hurried.times).toFixed(0)} ms`,
    );
    console.log(
      `ratio without / with prefetching: ${(median(hurried.times) / median(ahead.times)).toFixed(1)}`,
    );

    const memory = await memoryOf(browser);
    const [half, end] = ahead.memory;
    console.log(`page: ${half} MiB after ${Math.floor(steps / 2)} pictures, ${end} MiB after ${steps}`);
    check('growth of the page in the second half', end / half, MAX_GROWTH);
    console.log(`page now: ${memory} MiB; server: ${await residentMiB(server.pid)} MiB`);
  } finally {
    await browser.close();
    await server.stop();
  }

  /** Goes through pictures with the key, and notes when each one is painted. */
  async function walk(page, number, wait) {
    const times = [];
    const memory = [];
    for (let i = 1; i <= number; i++) {
      times.push(await page.evaluate(PRESS));
      if (i === Math.floor(number / 2) || i === number) memory.push(await memoryOf(browser));
      await page.waitForTimeout(wait);
    }
    return { times, memory };
  }
}

/** Resident memory of the page's process, MiB. */
async function memoryOf(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = await Promise.all(
    processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentMiB(id)),
  );
  return Math.max(...sizes);
}

async function residentMiB(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function serve(folder) {
  const command = new URL('../../packages/cli/dist/maskpred.js', import.meta.url).pathname;
  const options = ['label', folder, '--no-open', '--no-propose', '--no-guess', '--port', '0'];
  const child = spawn(process.execPath, [command, ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = await once(child.stdout, 'data');
  return {
    url: String(text).split('\n')[0].trim(),
    pid: child.pid,
    async stop() {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

/** Photographs of 1600 pixels, as one file many times over, each with three proposals. */
async function writeScenes(folder) {
  const demo = join(
    dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
    'demo',
  );
  await Promise.all(['images', 'annotations'].map((name) => mkdir(join(folder, name), { recursive: true })));
  const photos = [];
  for (let i = 1; i <= 6; i++) {
    const path = join(folder, `photo-${i}.tmp`);
    const { height } = await sharp(join(demo, `sample${i}.jpg`))
      .resize(1600)
      .jpeg({ quality: 88 })
      .toFile(path);
    photos.push({ path, height });
  }
  for (let i = 0; i < count; i++) {
    const { path, height } = photos[i % photos.length];
    const id = `scene-${String(i).padStart(6, '0')}`;
    await link(path, join(folder, 'images', `${id}.jpg`));
    const annotations = [200, 700, 1200].map((x) => ({
      box: { x, y: 300, width: 180, height: 220 },
      label: 'no-mask',
      score: 0.9,
    }));
    const scene = { id, fileName: `${id}.jpg`, width: 1600, height, annotations, isVerified: false };
    await writeFile(join(folder, 'annotations', `${id}.xml`), formatVoc(scene));
  }
  await Promise.all(photos.map(({ path }) => rm(path)));
}

function check(what, value, most) {
  const shown = value < 10 ? value.toFixed(2) : Math.round(value);
  console.log(`${what}: ${shown} (at most ${most})`);
  if (value > most) misses.push(what);
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function median(values) {
  return quantile(values, 0.5);
}
