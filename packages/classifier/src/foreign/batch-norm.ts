import { incompatible } from './problems.js';
import type { GraphContext } from './graph-context.js';
import { batchNormSchema, readConfig } from './layer-config.js';
import type { LayerCall } from './network.js';

/** BatchNorm in use: a factor and an offset a channel. */
export interface ChannelAffine {
  readonly factors: Float64Array;
  readonly offsets: Float64Array;
}

/**
 * @param rank - dimensions of what it normalises, without the batch: 3 for a map, 1 for a vector.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when it normalises along something other than the channels.
 */
export function readBatchNorm(
  context: GraphContext,
  call: LayerCall,
  channels: number,
  rank: number,
): ChannelAffine {
  const { location } = context;
  const { axis, epsilon, center, scale } = readConfig(batchNormSchema, call, location);
  const along = Array.isArray(axis) ? axis[0] : axis;
  if (along !== -1 && along !== rank) {
    throw incompatible(
      location,
      `the layer "${call.id}" normalises along the axis ${along}, expected the channels, which come last.`,
    );
  }
  const read = (name: string) => context.weight(call, name, [channels]);
  const mean = read('moving_mean');
  const variance = read('moving_variance');
  const gamma = scale ? read('gamma') : new Float32Array(channels).fill(1);
  const beta = center ? read('beta') : new Float32Array(channels);
  const factors = Float64Array.from(gamma, (value, i) => value / Math.sqrt(variance[i]! + epsilon));
  if (!factors.every(Number.isFinite)) {
    throw incompatible(location, `the layer "${call.id}" has a variance below zero: the file is damaged.`);
  }
  return { factors, offsets: Float64Array.from(beta, (value, i) => value - mean[i]! * factors[i]!) };
}

/**
 * A linear layer and the BatchNorm after it as one linear layer.
 * @param kernel - outputs run fastest; of a depthwise kernel, channels and multiplier together are the outputs.
 */
export function foldBatchNorm(
  kernel: Float32Array,
  bias: Float32Array,
  { factors, offsets }: ChannelAffine,
): { kernel: Float32Array; bias: Float32Array } {
  const outputs = bias.length;
  return {
    kernel: kernel.map((value, i) => value * factors[i % outputs]!),
    bias: bias.map((value, i) => value * factors[i]! + offsets[i]!),
  };
}
