import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium } from '../consumer/chromium.js';
import { ROOT } from '../consumer/fixture.js';
import { serve } from '../consumer/serve.js';
import { openApp, SAMPLE_COUNT, waitForDecided, waitForLabels } from '../webcam/app-page.js';
import { CAMERA_LABELS } from '../webcam/fake-camera.js';
import { useWebcam } from '../webcam/fixture.js';

const chromium = findChromium();
const dist = join(ROOT, 'packages/cli/dist/webcam');

describe.skipIf(!chromium)('the webcam app in trouble', () => {
  const webcam = useWebcam(chromium!);

  it('changes detector, engine and threshold while the video runs', async () => {
    const { page, errors } = await webcam.open();
    await waitForLabels(page, CAMERA_LABELS);
    for (const detector of ['mediapipe-short', 'mediapipe-full', 'ssd-fine']) {
      await page.getByLabel('Detector').selectOption(detector);
      await page.locator('.status', { hasText: 'Loading' }).waitFor();
      await waitForLabels(page, CAMERA_LABELS);
    }
    // Chromium without a GPU has WebGL in software only, which is no engine.
    await page.getByLabel('Engine').selectOption('webgl');
    await page.locator('.notice', { hasText: 'needs a real GPU' }).waitFor();
    await waitForLabels(page, CAMERA_LABELS);
    expect(await page.getByLabel('Engine').inputValue()).toBe('auto');
    await page.locator('.figures summary').click();
    await page.locator('[data-step=detect] td').first().waitFor();
    expect(Number(await page.locator('[data-figure=fps]').textContent())).toBeGreaterThan(0);

    await page.reload();
    await waitForLabels(page, CAMERA_LABELS);
    expect(await page.getByLabel('Detector').inputValue()).toBe('ssd-fine');
    expect(errors).toEqual([]);
  });

  it('works in a page that is cross-origin isolated', async () => {
    const headers = JSON.parse(await readFile(join(dist, 'headers.json'), 'utf8')) as Record<string, string>;
    const server = await serve(
      { '/': dist },
      {
        ...headers,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      },
    );
    try {
      const { page, strangers, errors } = await openApp(await webcam.browse(), `${server.origin}/`);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await waitForLabels(page, CAMERA_LABELS);
      expect({ strangers, errors }).toEqual({ strangers: [], errors: [] });
    } finally {
      await server.close();
    }
  });

  it('works where nothing can be stored', async () => {
    const context = await webcam.browse({ hasServiceWorkers: false });
    await context.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    const { page, errors } = await openApp(context, webcam.url());
    await page.getByLabel('Appearance').selectOption('dark');
    await waitForLabels(page, CAMERA_LABELS);
    expect(errors).toEqual([]);
  });

  it('runs in two tabs at once', async () => {
    const context = await webcam.browse();
    const [one, two] = [await openApp(context, webcam.url()), await openApp(context, webcam.url())];
    await waitForLabels(two.page, CAMERA_LABELS);
    await one.page.bringToFront();
    await waitForLabels(one.page, CAMERA_LABELS);
    expect([...one.errors, ...two.errors]).toEqual([]);
  });

  it('pauses in the background, and shows the sample when the camera ends', async () => {
    const { page } = await webcam.open();
    await waitForLabels(page, CAMERA_LABELS);
    await setHidden(page, true);
    await page.getByText('Paused while this tab').waitFor();
    expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.paused)).toBe(true);
    await setHidden(page, false);
    await waitForLabels(page, CAMERA_LABELS);
    await page.locator('video').evaluate((video: HTMLVideoElement) => {
      (video.srcObject as MediaStream).getTracks()[0].dispatchEvent(new Event('ended'));
    });
    await page.getByText('The camera stopped').waitFor();
    await waitForDecided(page, SAMPLE_COUNT);
  });

  it('copes with frames without pixels, huge ones, and a phone that is turned', async () => {
    const context = await webcam.browse();
    await context.addInitScript(() => {
      // A camera whose frames are as large as the test says.
      const canvas = document.createElement('canvas');
      Object.assign(window, { canvas });
      navigator.mediaDevices.getUserMedia = () => {
        const draw = () => canvas.getContext('2d')!.fillRect(0, 0, canvas.width, canvas.height);
        setInterval(draw, 100);
        return Promise.resolve(canvas.captureStream());
      };
    });
    const { page, errors } = await openApp(context, webcam.url());
    await page.locator('.figures summary').click();
    const size = page.locator('.figures dd').nth(1);
    for (const [width, height, shown] of [
      [4096, 2304, '1280 × 720'],
      [720, 1280, '720 × 1280'],
    ] as const) {
      await page.evaluate(
        ([w, h]) =>
          Object.assign((window as unknown as { canvas: HTMLCanvasElement }).canvas, { width: w, height: h }),
        [width, height],
      );
      await size.getByText(shown).waitFor();
    }
    const video = page.locator('video');
    await video.evaluate((element: HTMLVideoElement) => {
      for (const side of ['videoWidth', 'videoHeight']) Object.defineProperty(element, side, { value: 0 });
    });
    await page.waitForTimeout(500);
    expect(await page.locator('.notice').textContent()).not.toContain('could not be analysed');
    expect(errors).toEqual([]);
  });

  it('starts its worker again when the GPU is lost, and goes on without GPU when it is lost again', async () => {
    const { page } = await webcam.open();
    for (const [notice, timeout] of [
      ['has been started again', 20_000],
      ['goes on without it', 20_000],
    ] as const) {
      await waitForLabels(page, CAMERA_LABELS);
      await page.workers()[0].evaluate(() => postMessage({ type: 'engine-lost', message: 'WebGL' }));
      await page.locator('.notice', { hasText: notice }).waitFor({ timeout });
    }
    await waitForLabels(page, CAMERA_LABELS);
    expect(page.workers()).toHaveLength(1);
  });
});

/** As the browser does when another tab comes to the front; a headless one does not. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}
