import { MaskpredError } from '@maskpred/core';
import type { DecodedWeights } from '@maskpred/core/tfjs';
import { SSD_HEADS, SSD_LAYERS } from '../layers.js';

/** epsilon of the training configuration's batch_norm. */
const BATCH_NORM_EPSILON = 0.001;

/**
 * The weights of the SSD MobileNetV1 that face-api ships, trained on WIDER FACE, under this package's names: what the
 * shipped detector was trained from. Only its depthwise layers still have a BatchNorm, which is folded into kernel and bias.
 *
 * @param source - by the names of face-api's weight manifest.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when one is missing.
 */
export function foldFaceApiWeights(source: DecodedWeights): DecodedWeights {
  const find = (name: string) => {
    const weight = source.get(name);
    if (!weight) {
      throw new MaskpredError('MODEL_INCOMPATIBLE', `The weights of face-api's SSD have no tensor ${name}.`);
    }
    return weight;
  };
  const weights: DecodedWeights = new Map();
  for (const { name, kind } of SSD_LAYERS) {
    if (kind === 'depthwise') {
      const { kernel, bias } = foldBatchNorm(name, find);
      weights.set(`${name}/kernel`, kernel);
      weights.set(`${name}/bias`, bias);
    } else {
      weights.set(`${name}/kernel`, find(`${name}/weights`));
      weights.set(`${name}/bias`, find(`${name}/convolution_bn_offset`));
    }
  }
  for (const name of SSD_HEADS.flatMap(({ boxes, classes }) => [boxes, classes])) {
    weights.set(`${name}/kernel`, find(`${name}/weights`));
    weights.set(`${name}/bias`, find(`${name}/biases`));
  }
  return weights;
}

type Weight = DecodedWeights extends Map<string, infer T> ? T : never;

/** y = gamma (w * x - mean) / sqrt(variance + epsilon) + beta as one kernel and one bias. */
function foldBatchNorm(layer: string, find: (name: string) => Weight): { kernel: Weight; bias: Weight } {
  const values = (name: string) => find(`${layer}/BatchNorm/${name}`).values;
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(values) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const kernel = find(`${layer}/depthwise_weights`);
  const channels = gamma.length;
  const factors = Float64Array.from(gamma, (g, c) => g / Math.sqrt(variance[c]! + BATCH_NORM_EPSILON));
  return {
    kernel: {
      shape: kernel.shape,
      values: Float32Array.from(kernel.values, (value, i) => value * factors[i % channels]!),
    },
    bias: { shape: [channels], values: Float32Array.from(beta, (b, c) => b - mean[c]! * factors[c]!) },
  };
}
