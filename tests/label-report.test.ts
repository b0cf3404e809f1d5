import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RgbImage } from '@maskpred/core';
import { drawFaceMask } from '@maskpred/dataset';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findChromium } from './consumer/chromium.js';
import { PICTURES, ROOT } from './consumer/fixture.js';
import { runWell } from './consumer/run.js';
import { useLabel } from './label/fixture.js';
import { expectClean, openLabel, waitForSaved } from './label/page.js';
import { PHOTO_FACES } from './label/photo-faces.js';

const chromium = findChromium();

/** The faces of two photographs as `<root>/no-mask/*.jpg`; of one also with a mask on as `<root>/mask/*.jpg`. */
async function writeFaces(root: string): Promise<void> {
  await Promise.all(['mask', 'no-mask'].map((label) => mkdir(join(root, label), { recursive: true })));
  for (const photo of [1, 3]) {
    const whole = sharp(join(PICTURES, `sample${photo}.jpg`));
    const { data, info } = await whole.raw().toBuffer({ resolveWithObject: true });
    const bare: RgbImage = { data, width: info.width, height: info.height, channels: 3 };
    for (const [at, [x, y, width, height]] of PHOTO_FACES[photo]!.entries()) {
      const box = { x, y, width, height };
      const area = { left: x, top: y, width, height };
      const save = ({ data: pixels, ...raw }: RgbImage, label: string) =>
        sharp(pixels, { raw })
          .extract(area)
          .jpeg()
          .toFile(join(root, label, `${photo}-${at}.jpg`));
      await save(bare, 'no-mask');
      if (photo === 1) await save(drawFaceMask(bare, { box }, { seed: at }), 'mask');
    }
  }
}

describe.skipIf(!chromium)('a mistake of an evaluation', () => {
  const tests = useLabel(chromium!);

  it('opens in the labelling page by the command that the page of mistakes shows', async () => {
    const folder = await tests.folder();
    const root = join(folder, 'faces');
    await writeFaces(root);
    await sharp(join(root, 'no-mask', '3-1.jpg'))
      .flop()
      .toFile(join(root, 'mask', 'wrong.jpg')); // a bare face
    const cli = join(ROOT, 'packages/cli/dist/maskpred.js');
    const out = join(folder, 'results');
    await runWell(process.execPath, [cli, 'evaluate', root, '--out', out], { cwd: folder });

    const context = await tests.browse();
    const report = await context.newPage();
    await report.goto(pathToFileURL(join(folder, 'report-pictures', 'results', 'index.html')).href);
    const mistake = report.locator('.gallery > li').filter({ hasText: 'mask/wrong.jpg' });
    expect(await mistake.locator('h3').innerText()).toBe('mask called no-mask');
    await mistake.locator('code').click();
    const marked = await report.evaluate(() => getSelection()!.toString()); // a click marks all of it, to be copied
    expect(marked).toBe(`maskpred label ${root} --open mask/wrong.jpg`);

    const [, , opened, , open] = marked.split(' ');
    const server = await tests.serve(opened!, { open: open! });
    const tab = await openLabel(context, server.url);
    const { page } = tab;
    const cursor = page.locator('.crop.is-cursor');
    await expect.poll(() => cursor.getAttribute('title')).toBe('mask/wrong.jpg');
    expect(await page.locator('[role=option][aria-selected=true]').count()).toBe(1);
    await tab.press('2');
    await waitForSaved(page);
    expectClean(tab);
    expect(await server.stop()).toBe(0);
    expect(await sharp(join(root, 'no-mask', 'wrong.jpg')).metadata()).toHaveProperty('format', 'jpeg');
  }, 240_000);
});
