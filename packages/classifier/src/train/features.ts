import * as tf from '@tensorflow/tfjs-core';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { MaskpredError, messageOf, type RawImage } from '@maskpred/core';
import { GraphBuilder, loadBuiltModel } from '@maskpred/core/tfjs';
import type { FeatureCache } from '@maskpred/core/train';
import { preprocess } from '../preprocess.js';
import { augment } from './augment.js';
import {
  addBackbone,
  FEATURES_NODE,
  INPUT_SIZE,
  type PrecisionOf,
  TAIL_INPUT_NODE,
  type Weights,
} from './backbone.js';
import { seedOf, sha256 } from './hash.js';

/** A labelled face crop that can be read when its turn comes. */
export interface TrainingSample {
  /** Stable name, such as the path below the data folder with `/` between its parts. */
  readonly id: string;
  readonly label: string;
  /** Pictures of one group never stand on both sides of the split. @default the id */
  readonly group?: string;
  /** Fixes the side of the split. @default by a hash of group and seed */
  readonly part?: 'train' | 'val';
  read(): Promise<RawImage>;
}

/** Where a sample's feature vectors lie in the cache: the picture itself, then its variants. */
export interface SampleFeatures {
  readonly sample: TrainingSample;
  /** Hash of the pixels. */
  readonly sha256: string;
  readonly keys: readonly string[];
}

export interface FeatureProgress {
  onSample(done: number): void;
  onSkip(sample: TrainingSample, error: MaskpredError): void;
}

/** The backbone as it will be stored, up to its feature vector. */
export async function loadFeatureNetwork(weights: Weights, precisionOf: PrecisionOf): Promise<GraphModel> {
  const builder = new GraphBuilder();
  return loadBuiltModel(builder.build([addBackbone(builder, weights, precisionOf)]));
}

/**
 * Sees to it that the cache holds the feature vector of every sample and of its `variants` augmented copies. A sample
 * that cannot be read is skipped and reported.
 */
export async function cacheFeatures(
  samples: readonly TrainingSample[],
  variantsOf: (sample: TrainingSample) => number,
  network: GraphModel,
  cache: FeatureCache,
  options: {
    readonly seed: number;
    readonly signal?: AbortSignal | undefined;
    readonly progress: FeatureProgress;
  },
): Promise<SampleFeatures[]> {
  const { seed, signal, progress } = options;
  const results: SampleFeatures[] = [];
  try {
    for (const [done, sample] of samples.entries()) {
      signal?.throwIfAborted();
      const image = await readSample(sample, progress);
      if (image) {
        const hash = sha256(`${image.width}x${image.height}`, image.data);
        const keys = [hash];
        await cacheOne(hash, () => Promise.resolve(image), network, cache);
        for (let k = 1; k <= variantsOf(sample); k++) {
          const variantSeed = seedOf(seed, hash, k);
          const key = `${hash}.${variantSeed}`;
          await cacheOne(key, () => augment(image, variantSeed), network, cache);
          keys.push(key);
        }
        results.push({ sample, sha256: hash, keys });
      }
      progress.onSample(done + 1);
    }
  } finally {
    await cache.flush(); // an interrupted run keeps what it has
  }
  return results;
}

async function readSample(sample: TrainingSample, progress: FeatureProgress): Promise<RawImage | undefined> {
  try {
    return await sample.read();
  } catch (error) {
    const reason = MaskpredError.isInstance(error)
      ? error
      : new MaskpredError('IMAGE_DECODE_FAILED', `${sample.id}: ${messageOf(error)}`, { cause: error });
    progress.onSkip(sample, reason);
    return undefined;
  }
}

async function cacheOne(
  key: string,
  read: () => Promise<RawImage>,
  network: GraphModel,
  cache: FeatureCache,
): Promise<void> {
  if (cache.has(key)) return;
  const image = await read();
  const output = tf.tidy(() => {
    const input = tf.tensor4d(preprocess([image], INPUT_SIZE, [-1, 1]), [1, INPUT_SIZE, INPUT_SIZE, 3]);
    const nodes = network.execute(input, [FEATURES_NODE, TAIL_INPUT_NODE]) as tf.Tensor[];
    return tf.concat(nodes.map((node) => tf.reshape(node, [-1])));
  });
  await cache.put(key, (await output.data()) as Float32Array);
  output.dispose();
}
