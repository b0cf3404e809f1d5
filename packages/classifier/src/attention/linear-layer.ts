import { MaskpredError } from '@maskpred/core';
import type { DecodedWeights } from '@maskpred/core/tfjs';
import type { PooledHead } from './pooled-head.js';

/**
 * The last layer of a network, less the mean of its labels: softmax does not change by that, and so the numbers of one label
 * tell it from the others.
 */
export interface LinearLayer {
  /** `[channels, labels]` in row-major order. */
  readonly kernel: Float32Array;
  /** `[labels]` */
  readonly bias: Float32Array;
}

/**
 * Takes the last layer out of a model's weights.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when it does not have one output a label.
 */
export function readLinearLayer(
  weights: DecodedWeights,
  head: PooledHead,
  labels: readonly string[],
  location: string,
): LinearLayer {
  const kernel = weights.get(head.kernel);
  const bias = weights.get(head.bias);
  if (
    kernel?.shape.length !== 2 ||
    kernel.shape[1] !== labels.length ||
    bias?.values.length !== labels.length
  ) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${location}: metadata.json names ${labels.length} labels, the last layer has the shape [${kernel?.shape.join(', ')}]. ` +
        'Copy model.json and metadata.json from the same folder.',
    );
  }
  return { kernel: centre(kernel.values, labels.length), bias: centre(bias.values, labels.length) };
}

/** Each row of `columns` numbers less its mean. */
function centre(values: ArrayLike<number>, columns: number): Float32Array {
  const centred = new Float32Array(values.length);
  for (let row = 0; row < values.length; row += columns) {
    let mean = 0;
    for (let i = 0; i < columns; i++) mean += values[row + i]! / columns;
    for (let i = 0; i < columns; i++) centred[row + i] = values[row + i]! - mean;
  }
  return centred;
}

/** Activations `[places, channels]` times one column of the kernel: `[places]`. */
export function projectActivations(
  activations: Float32Array,
  { kernel, bias }: LinearLayer,
  column: number,
): Float32Array {
  const labels = bias.length;
  const channels = kernel.length / labels;
  const map = new Float32Array(activations.length / channels);
  for (let place = 0; place < map.length; place++) {
    let sum = 0;
    for (let c = 0; c < channels; c++)
      sum += activations[place * channels + c]! * kernel[c * labels + column]!;
    map[place] = sum;
  }
  return map;
}
