import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findChromium } from '../consumer/chromium.js';
import { ROOT } from '../consumer/fixture.js';
import { useLabel } from '../label/fixture.js';
import { openLabel, waitForPicture, waitForSaved } from '../label/page.js';
import { writeScenes } from '../label/scenes.js';

const chromium = findChromium();
const VIEWPORT = { width: 1280, height: 800 };

/** Those of the documentation are made with MASKPRED_SCREENSHOTS=docs/assets. */
const target = join(ROOT, process.env['MASKPRED_SCREENSHOTS'] ?? '.cache/screenshots');

describe.skipIf(!chromium)('the labelling page on the screen', () => {
  const tests = useLabel(chromium!);

  it.each(['light', 'dark'] as const)('fits in its %s looks', async (colorScheme) => {
    const folder = join(await tests.folder(), 'street');
    const scenes = await writeScenes(folder, { count: 24 });
    const server = await tests.serve(folder, { guesses: true });
    const context = await tests.browse({ viewport: VIEWPORT, colorScheme });
    const { page, press } = await openLabel(context, server.url);

    // A picture is done, the one with masks is being worked on.
    await waitForPicture(page, `${scenes[0]!.id}.jpg`);
    await press(...scenes[0]!.annotations.map(() => 'Space'));
    await waitForPicture(page, `${scenes[1]!.id}.jpg`);
    await press('1', 'Space');
    await waitForSaved(page);
    // Until the figures are those of what was decided.
    await page.getByText('1 of 24 pictures done').waitFor();
    await take('boxes');

    await press('m');
    await page.getByText('Reading annotations').waitFor({ state: 'hidden' });
    const faces = scenes.reduce((sum, { annotations }) => sum + annotations.length, 0);
    await page.getByRole('listbox', { name: `${faces} faces to sort` }).waitFor();
    const withoutGuess = page.locator('.crop-guess:empty');
    const guessesCame = async () => {
      await press('r');
      await page.locator('[aria-busy="false"] .crop').first().waitFor();
      return withoutGuess.count();
    };
    await expect.poll(guessesCame, { timeout: 600_000, interval: 3000 }).toBe(0);
    await press('ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    await take('faces');

    async function take(mode: string) {
      await page.waitForTimeout(600); // what was just said is gone, pictures are painted
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'nothing sticks out').toBe(0);
      await mkdir(target, { recursive: true });
      const picture = sharp(await page.screenshot()).png({ palette: true, quality: 90, effort: 10 });
      const { width, size } = await picture.toFile(join(target, `label-${mode}-${colorScheme}.png`));
      expect(width).toBe(VIEWPORT.width);
      expect(size).toBeGreaterThan(50_000); // it is no empty page
    }
  });
});
