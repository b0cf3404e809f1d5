import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../../../tests/consumer/chromium.js';
import { evaluationOf, historyOf, scenesOf } from './__fixtures__/evaluations.js';
import { HOSTILE_NAMES } from './__fixtures__/hostile.js';
import { formatContactSheet } from './contact-sheet.js';
import { formatDatasetReport } from './dataset-report.js';
import { formatErrorGallery } from './error-gallery.js';
import { formatSceneReport } from './scene-report.js';
import { formatTrainingReport } from './training-report.js';

const PIXEL = 'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
const chromium = findChromium();

/** Looking at a page with axe takes a second or two; a busy machine takes its time: milliseconds. */
const SLOW = 180_000;

describe.skipIf(!chromium)('pages in a browser', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launchChromium(chromium!);
    folder = await mkdtemp(join(tmpdir(), 'maskpred-report-'));
    await writeFile(join(folder, 'beside.gif'), Buffer.from(PIXEL, 'base64'));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The page as a file on disk, opened; and what it asked for. */
  async function open(html: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const file = join(folder, 'page.html');
    await writeFile(file, html);
    const page = await browser.newPage(options);
    const requests: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('dialog', () => errors.push('a script ran'));
    page.on('console', (message) => errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    return { page, requests, errors };
  }

  function report(): Promise<string> {
    const bars = HOSTILE_NAMES.map((name, value) => ({ name, value: value + 1 }));
    const pictures = HOSTILE_NAMES.map((caption) => ({
      src: `data:image/gif;base64,${PIXEL}`,
      caption,
      note: caption,
    }));
    return formatDatasetReport({
      title: 'Data set report',
      note: HOSTILE_NAMES[0]!,
      figures: [{ name: 'pictures', value: '9' }],
      charts: [{ title: 'Labels', xTitle: 'label', yTitle: 'pictures', bars }],
      tables: [{ caption: 'Measured values', head: ['', 'median'], rows: [['width (px)', '151']] }],
      findings: (['error', 'warning', 'note'] as const).map((severity) => ({
        title: `Kind ${severity}`,
        severity,
        note: 'What to do.',
        count: 9,
        hidden: 0,
        groups: [pictures],
      })),
    });
  }

  it('ask for nothing and run nothing, whatever the pictures are called', async () => {
    const { page, requests, errors } = await open(await report());
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([page.url()]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('show pictures that lie beside them', async () => {
    const pictures = [{ src: 'beside.gif', caption: 'beside.gif' }];
    const { page } = await open(formatContactSheet({ title: 'T', groups: [{ title: 'G', pictures }] }));
    const width = await page.evaluate("document.querySelector('img').naturalWidth");
    expect(width).toBe(1);
    await page.close();
  });

  const history = historyOf();
  const labels = ['mask', 'no-mask', 'a label with a rather long name'];
  const counts = labels.map((label) => ({ label, train: 1200, heldOut: 300 }));
  const item = {
    name: 'no-mask/0f21d9a0b1c2.jpg',
    title: 'no-mask called mask',
    pictures: [
      { src: `data:image/gif;base64,${PIXEL}`, caption: 'crop' },
      { src: `data:image/gif;base64,${PIXEL}`, caption: 'what spoke for mask' },
    ],
    scores: [
      { label: 'mask', score: 0.9 },
      { label: 'no-mask', score: 0.1 },
    ],
    loss: 2.3,
    command: 'maskpred label data/val --open no-mask/0f21d9a0b1c2.jpg',
  };

  it.each([
    ['data set', report],
    [
      'training',
      () =>
        formatTrainingReport({
          title: 'Training report',
          history,
          counts,
          evaluation: evaluationOf(labels),
          facts: [{ name: 'hash of the pictures', value: '0123456789abcdef'.repeat(4) }],
          skipped: [{ image: 'mask/a.jpg', message: 'cut short' }],
        }),
    ],
    ['scenes', () => formatSceneReport({ title: 'Scenes', evaluation: scenesOf(labels) })],
    [
      'mistakes',
      () => formatErrorGallery({ title: 'Mistakes', groups: [{ title: 'All', items: [item, item] }] }),
    ],
  ] as const)(
    'break no rule of accessibility, and fit in light, dark, wide and narrow: %s',
    async (_, format) => {
      const { page } = await open(await format(), { bypassCSP: true });
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        expect(await violations(page)).toEqual([]);
      }
      await page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
      for (const width of [360, 700, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow).toBeLessThanOrEqual(0);
      }
      await page.close();
    },
    SLOW,
  );
});

async function violations(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const result = await axe.run();
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
  });
}
