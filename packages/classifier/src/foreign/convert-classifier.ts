import { assertArgument } from '@maskpred/core';
import type { GraphModelFiles, ModelSource } from '@maskpred/core/tfjs';
import type { ConvertPrecision } from './convert.js';
import type { ForeignOptions } from './given.js';
import { openSource } from './own-or-foreign.js';
import { nameOfSource } from './source.js';

export interface ConvertClassifierOptions extends ForeignOptions {
  /** How kernels are stored: `float16` halves the folder, and moved scores by 0.0001 at most where it was measured. @default 'float32' */
  readonly precision?: ConvertPrecision;
}

/**
 * A model that another tool trained as the files of a model folder, by name: `model.json` (a standard TensorFlow.js graph model
 * with BatchNorm folded), its shards, `metadata.json` and `MODEL_CARD.md`. Written to a folder, they run wherever the shipped
 * model does, browsers included, without h5wasm and without `@tensorflow/tfjs-layers`.
 *
 * @param source - a Keras `.h5` file, a TensorFlow.js layers model, or a Teachable Machine export; path or URL.
 * @throws {MaskpredError} as {@link loadClassifier}; INVALID_ARGUMENT also for a model folder of maskpred, which needs no
 * conversion; MODEL_INCOMPATIBLE also for layers that run only as TensorFlow.js layers.
 * @example
 * const files = await convertClassifier('mask_mobile_net.h5', { labels: ['with_mask', 'without_mask'] });
 * Object.keys(files); // ['group1-shard1of3.bin', …, 'model.json', 'metadata.json', 'MODEL_CARD.md']
 */
export async function convertClassifier(
  source: ModelSource,
  options: ConvertClassifierOptions = {},
): Promise<GraphModelFiles> {
  const { precision = 'float32', ...given } = options;
  const opened = await openSource(source, given);
  assertArgument(
    !opened.isOwn,
    `${nameOfSource(source)}: is a model folder of maskpred already, and runs everywhere as it is. Copy it.`,
  );
  const { convertForeign } = await import('./convert.js');
  return convertForeign(source, given, precision, opened.metadata);
}
