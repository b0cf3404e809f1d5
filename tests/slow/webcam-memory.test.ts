import type { CDPSession } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium } from '../consumer/chromium.js';
import { waitForLabels } from '../webcam/app-page.js';
import { CAMERA_LABELS } from '../webcam/fake-camera.js';
import { useWebcam } from '../webcam/fixture.js';

const chromium = findChromium();
const isLong = process.env['MASKPRED_TEST_RUNS'] === 'long';
const MINUTES = isLong ? 10 : 1;
const SAMPLES = 12;

interface Sample {
  /** Of the worker. */
  readonly tensors: number;
  /** MB, of the page, after a collection. */
  readonly heap: number;
  /** Of the page, detached ones included. */
  readonly nodes: number;
  readonly listeners: number;
}

describe.skipIf(!chromium)('the webcam app', () => {
  const webcam = useWebcam(chromium!);

  it(`holds its memory for ${MINUTES} minute(s)`, async () => {
    const { page, strangers, errors } = await webcam.open();
    await page.locator('.figures summary').click();
    await waitForLabels(page, CAMERA_LABELS);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const samples: Sample[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      await page.waitForTimeout((MINUTES * 60_000) / SAMPLES);
      const tensors = Number(await page.locator('[data-figure=tensors]').textContent());
      samples.push({ tensors, ...(await measure(session)) });
    }
    await waitForLabels(page, CAMERA_LABELS);
    console.info(await page.locator('.figures').innerText());
    console.info(
      samples
        .map(({ tensors, heap, nodes }) => `${tensors} tensors, ${heap.toFixed(1)} MB, ${nodes} nodes`)
        .join('\n'),
    );
    // The history grows for a minute, and then is as long as it gets; the first samples are of the time before.
    const [early, late] = [samples.slice(1, SAMPLES / 2), samples.slice(SAMPLES / 2)];
    expect(new Set(samples.map(({ tensors }) => tensors)).size).toBe(1);
    const most = (part: readonly Sample[], name: keyof Sample) =>
      Math.max(...part.map((sample) => sample[name]));
    expect(most(late, 'heap')).toBeLessThan(most(early, 'heap') + 3);
    expect(most(late, 'listeners')).toBeLessThan(most(early, 'listeners') + 20);
    // Three elements a second of history, in the first minute.
    expect(most(late, 'nodes')).toBeLessThan(most(early, 'nodes') + (isLong ? 50 : 200));
    expect({ strangers, errors }).toEqual({ strangers: [], errors: [] });
  });
});

async function measure(session: CDPSession): Promise<Omit<Sample, 'tensors'>> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  return {
    heap: value('JSHeapUsedSize') / 2 ** 20,
    nodes: value('Nodes'),
    listeners: value('JSEventListeners'),
  };
}
