import { mapInOrder, MaskpredError, messageOf, type RawImage } from '@maskpred/core';
import type { FeatureCache } from '@maskpred/core/train';
import { AUGMENTATION } from './augment.js';
import type { FeatureExtractor, FeatureView } from './extractor.js';
import { seedOf, sha256 } from './hash.js';

/** A labelled face crop that can be read when its turn comes. */
export interface TrainingSample {
  /** Stable name, such as the path below the data folder with `/` between its parts. */
  readonly id: string;
  readonly label: string;
  /**
   * Pictures of one group never stand on both sides of the split. Finding the groups is the caller's: `groupDuplicates` and
   * `splitDataset` of `@maskpred/dataset` do it for near-duplicates. @default the id
   */
  readonly group?: string;
  /** Fixes the side of the split. @default by a hash of group and seed */
  readonly part?: 'train' | 'val';
  /** Where the picture comes from; goes into the predictions of those kept out. */
  readonly source?: string;
  read(): Promise<RawImage>;
}

/** Where a sample's vectors lie in the caches: the picture itself, then its variants. */
export interface SampleFeatures {
  readonly sample: TrainingSample;
  /** Hash of the pixels. */
  readonly sha256: string;
  /** Shorter side, pixels. */
  readonly size: number;
  readonly keys: readonly string[];
}

/** The values of one node of the network, by picture and variant. */
export interface NodeCache {
  readonly node: string;
  readonly cache: FeatureCache;
}

export interface FeatureProgress {
  onSample(done: number): void;
  onSkip(sample: TrainingSample, error: MaskpredError): void;
}

export interface CacheFeaturesOptions {
  readonly seed: number;
  readonly variantsOf: (sample: TrainingSample) => number;
  readonly signal?: AbortSignal | undefined;
  readonly progress: FeatureProgress;
}

/** Variants of another recipe are other pictures. */
const RECIPE = sha256(JSON.stringify(AUGMENTATION)).slice(0, 8);

/**
 * Sees to it that the caches hold what the backbone makes of every sample and of its augmented copies. Reading, decoding and
 * the network overlap. A sample that cannot be read is skipped and reported.
 */
export async function cacheFeatures(
  samples: readonly TrainingSample[],
  extractor: FeatureExtractor,
  caches: readonly NodeCache[],
  options: CacheFeaturesOptions,
): Promise<SampleFeatures[]> {
  const { seed, variantsOf, signal, progress } = options;
  const results: SampleFeatures[] = [];
  let done = 0;

  async function cacheSample(sample: TrainingSample): Promise<SampleFeatures | MaskpredError> {
    let image: RawImage;
    try {
      image = await sample.read();
    } catch (error) {
      signal?.throwIfAborted();
      return toSkipReason(sample, error);
    }
    const hash = sha256(`${image.width}x${image.height}x${image.channels ?? 4}`, image.data);
    const seeds = Array.from({ length: variantsOf(sample) }, (_, i) => seedOf(seed, hash, i + 1));
    const keys = [hash, ...seeds.map((variant) => `${hash}.${RECIPE}.${variant}`)];
    await cacheViews(image, keys, [undefined, ...seeds]);
    return { sample, sha256: hash, size: Math.min(image.width, image.height), keys };
  }

  async function cacheViews(
    image: RawImage,
    keys: readonly string[],
    seeds: readonly (number | undefined)[],
  ): Promise<void> {
    const wanted = keys.flatMap((key, i) => {
      const missing = caches.filter(({ cache }) => !cache.has(key));
      const view: FeatureView = {
        ...(seeds[i] === undefined ? {} : { seed: seeds[i] }),
        nodes: missing.map(({ node }) => node),
      };
      return missing.length > 0 ? [{ key, missing, view }] : [];
    });
    if (wanted.length === 0) return;
    const results = await extractor.extract(
      image,
      wanted.map(({ view }) => view),
    );
    for (const [i, { key, missing }] of wanted.entries()) {
      for (const [j, { cache }] of missing.entries()) await cache.put(key, results[i]![j]!);
    }
  }

  try {
    for await (const result of mapInOrder(samples, extractor.limit, cacheSample, signal)) {
      if ('keys' in result) results.push(result);
      else progress.onSkip(samples[done]!, result);
      progress.onSample(++done);
    }
  } finally {
    for (const { cache } of caches) await cache.flush(); // an interrupted run keeps what it has
  }
  return results;
}

function toSkipReason({ id }: TrainingSample, error: unknown): MaskpredError {
  return MaskpredError.isInstance(error)
    ? error
    : new MaskpredError('IMAGE_DECODE_FAILED', `${id}: ${messageOf(error)}`, { cause: error });
}
