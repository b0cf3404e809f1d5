import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findChromium } from '../consumer/chromium.js';
import { ROOT } from '../consumer/fixture.js';
import { openApp, waitForLabels } from '../webcam/app-page.js';
import { CAMERA_LABELS } from '../webcam/fake-camera.js';
import { useWebcam } from '../webcam/fixture.js';

const chromium = findChromium();
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** Those of the documentation are made with MASKPRED_SCREENSHOTS=docs/assets. */
const folder = join(ROOT, process.env['MASKPRED_SCREENSHOTS'] ?? '.cache/screenshots');

describe.skipIf(!chromium)('the webcam app on its screens', () => {
  const webcam = useWebcam(chromium!);

  it.each([
    ['desktop-light', { ...DESKTOP, colorScheme: 'light' }, 'camera'],
    ['desktop-dark', { ...DESKTOP, colorScheme: 'dark' }, 'sample'],
    ['phone-light', { ...PHONE, colorScheme: 'light' }, 'sample'],
    ['phone-dark', { ...PHONE, colorScheme: 'dark' }, 'camera'],
  ] as const)('fits %s', async (name, options, video) => {
    const { page } = await openApp(
      await webcam.browse({ ...options, hasServiceWorkers: false }),
      webcam.url(),
    );
    await waitForLabels(page, CAMERA_LABELS);
    if (video === 'sample') {
      await page.getByRole('button', { name: 'Sample video' }).click();
      // Until one of them has taken the mask off, and was believed.
      await waitForLabels(page, ['mask', 'mask', 'no-mask', 'no-mask']);
    }
    await page.waitForTimeout(1000);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, 'nothing sticks out').toBe(0);
    await mkdir(folder, { recursive: true });
    const picture = sharp(await page.screenshot()).png({ palette: true, quality: 90, effort: 10 });
    const { width, size } = await picture.toFile(join(folder, `webcam-${name}.png`));
    expect(width).toBe(options.viewport.width * ('hasTouch' in options ? 2 : 1));
    expect(size).toBeGreaterThan(20_000); // it is no empty page
  });
});
