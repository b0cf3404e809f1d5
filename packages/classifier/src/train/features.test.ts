import { describe, expect, it } from 'vitest';
import { MaskpredError, type RgbImage } from '@maskpred/core';
import { openFeatureCache } from '@maskpred/core/train';
import type { FeatureExtractor, FeatureView } from './extractor.js';
import { cacheFeatures, type CacheFeaturesOptions, type TrainingSample } from './features.js';

const picture = (shade: number): RgbImage => ({
  data: new Uint8Array(12).fill(shade),
  width: 2,
  height: 2,
  channels: 3,
});
const sampleOf = (id: string, read: () => Promise<RgbImage>): TrainingSample => ({ id, label: 'x', read });

/** Answers with the first byte of the picture and the seed, and remembers what it was asked. */
function createRecorder() {
  const asked: FeatureView[] = [];
  const extractor: FeatureExtractor = {
    engine: 'wasm',
    limit: 3,
    extract(image, views) {
      asked.push(...views);
      return Promise.resolve(
        views.map(({ seed = 0, nodes }) => nodes.map(() => Float32Array.of(image.data[0]!, seed ? 1 : 0))),
      );
    },
    close: () => Promise.resolve(),
  };
  return { asked, extractor };
}

async function createCaches() {
  return [
    { node: 'features', cache: await openFeatureCache(undefined, 2) },
    { node: 'block', cache: await openFeatureCache(undefined, 2) },
  ];
}

const options = (changes: Partial<CacheFeaturesOptions> = {}): CacheFeaturesOptions => ({
  seed: 1,
  variantsOf: () => 2,
  progress: { onSample: () => undefined, onSkip: () => undefined },
  ...changes,
});

describe('cacheFeatures', () => {
  it('does nothing for no samples', async () => {
    const { asked, extractor } = createRecorder();
    expect(await cacheFeatures([], extractor, await createCaches(), options())).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('caches the picture and its variants, in the order of the samples', async () => {
    const caches = await createCaches();
    const samples = [7, 9].map((shade) => sampleOf(`${shade}`, () => Promise.resolve(picture(shade))));
    const found = await cacheFeatures(samples, createRecorder().extractor, caches, options());
    expect(found.map(({ sample, size, keys }) => [sample.id, size, keys.length])).toEqual([
      ['7', 2, 3],
      ['9', 2, 3],
    ]);
    expect([...caches[0]!.cache.gather(found[1]!.keys)]).toEqual([9, 0, 9, 1, 9, 1]);
    expect(caches[1]!.cache.size).toBe(6);
  });

  it('asks only for what a cache does not hold, node by node', async () => {
    const caches = await createCaches();
    const samples = [sampleOf('a', () => Promise.resolve(picture(1)))];
    await cacheFeatures(samples, createRecorder().extractor, caches.slice(0, 1), options());
    const { asked, extractor } = createRecorder();
    await cacheFeatures(samples, extractor, caches, options());
    expect(asked.map(({ nodes }) => nodes)).toEqual([['block'], ['block'], ['block']]);
    await cacheFeatures(samples, extractor, caches, options());
    expect(asked).toHaveLength(3);
    await cacheFeatures(samples, extractor, caches, options({ seed: 2 }));
    expect(asked.slice(3).map(({ seed }) => typeof seed)).toEqual(['number', 'number']);
  });

  it('passes over what cannot be read, names it, and counts it', async () => {
    const events: unknown[] = [];
    const error = new MaskpredError('IMAGE_DECODE_FAILED', 'b: cut short');
    const samples = [
      sampleOf('a', () => Promise.resolve(picture(1))),
      sampleOf('b', () => Promise.reject(error)),
      sampleOf('c', () => Promise.reject(new Error('odd'))),
    ];
    const found = await cacheFeatures(
      samples,
      createRecorder().extractor,
      await createCaches(),
      options({
        progress: {
          onSample: (done) => events.push(done),
          onSkip: ({ id }, { code, message }) => events.push([id, code, message]),
        },
      }),
    );
    expect(found.map(({ sample }) => sample.id)).toEqual(['a']);
    expect(events).toEqual([
      1,
      ['b', 'IMAGE_DECODE_FAILED', 'b: cut short'],
      2,
      ['c', 'IMAGE_DECODE_FAILED', 'c: odd'],
      3,
    ]);
  });

  it('ends with the reason of an abort and with what fails in the network', async () => {
    const samples = [sampleOf('a', () => Promise.resolve(picture(1)))];
    const reason = new Error('enough');
    const aborted = options({ signal: AbortSignal.abort(reason) });
    const { extractor } = createRecorder();
    await expect(cacheFeatures(samples, extractor, await createCaches(), aborted)).rejects.toBe(reason);
    const broken = { ...extractor, extract: () => Promise.reject(reason) };
    await expect(cacheFeatures(samples, broken, await createCaches(), options())).rejects.toBe(reason);
  });
});
