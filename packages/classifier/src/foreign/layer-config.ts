import * as z from 'zod/mini';
import { incompatible, UnknownLayerError } from './problems.js';
import type { LayerCall } from './network.js';

/** Sides in pixels and counts of channels: enough for any network of pictures, and no memory is lost to a typing error. */
const LARGEST = 65_536;
const positive = z.int().check(z.positive(), z.maximum(LARGEST));
const side = z.int().check(z.minimum(0), z.maximum(LARGEST));
const sides = z.tuple([side, side]);

/** One number for both directions, or `[vertical, horizontal]`. */
const pair = z.union([
  z.pipe(
    positive,
    z.transform((n): [number, number] => [n, n]),
  ),
  z.tuple([positive, positive]),
]);
const padding = z._default(z.enum(['valid', 'same']), 'valid');
const useBias = z._default(z.boolean(), true);

export const convolutionSchema = z.object({
  padding,
  kernel_size: pair,
  strides: z._default(pair, [1, 1]),
  dilation_rate: z._default(pair, [1, 1]),
  groups: z.nullish(z.number()),
  depth_multiplier: z._default(positive, 1),
  filters: z.optional(positive),
  use_bias: useBias,
});

export const denseSchema = z.object({ units: positive, use_bias: useBias });

export const batchNormSchema = z.object({
  axis: z._default(z.union([z.int(), z.tuple([z.int()])]), -1),
  epsilon: z._default(z.number().check(z.positive()), 1e-3),
  center: z._default(z.boolean(), true),
  scale: z._default(z.boolean(), true),
});

export const poolSchema = z.object({
  padding,
  pool_size: z._default(pair, [2, 2]),
  strides: z.nullish(pair),
});

export const globalPoolSchema = z.object({ keepdims: z._default(z.boolean(), false) });

/** One number, `[vertical, horizontal]`, or `[[top, bottom], [left, right]]`. */
export const zeroPaddingSchema = z.object({
  padding: z._default(
    z.union([
      z.pipe(
        side,
        z.transform((n): Padding => [
          [n, n],
          [n, n],
        ]),
      ),
      z.tuple([sides, sides]),
      z.pipe(
        sides,
        z.transform(([v, h]): Padding => [
          [v, v],
          [h, h],
        ]),
      ),
    ]),
    [
      [1, 1],
      [1, 1],
    ],
  ),
});

export const reluSchema = z.object({
  max_value: z.nullish(z.number()),
  negative_slope: z.nullish(z.number()),
  threshold: z.nullish(z.number()),
});

/** `alpha` in Keras 2, `negative_slope` in Keras 3. */
export const leakyReluSchema = z.object({
  alpha: z.optional(z.number()),
  negative_slope: z.optional(z.number()),
});

/** One side may be left open: -1 in Keras, null in what TensorFlow.js saves. */
export const reshapeSchema = z.object({ target_shape: z.array(z.nullable(z.int())) });
export const concatenateSchema = z.object({ axis: z._default(z.int(), -1) });
export const rescalingSchema = z.object({ scale: z.number(), offset: z._default(z.number(), 0) });
export const functionSchema = z.object({ function: z.optional(z.string()) });

/** Rows and columns of zeros: `[[top, bottom], [left, right]]`. */
export type Padding = [vertical: [number, number], horizontal: [number, number]];

/**
 * What is read of a layer's configuration, checked.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE that names the layer and what is wrong.
 */
export function readConfig<T>(schema: z.ZodMiniType<T>, call: LayerCall, location: string): T {
  const result = schema.safeParse(call.config);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw incompatible(
      location,
      `the configuration of the layer "${call.id}" (${call.type}) does not fit: ${path.map(String).join('.')}: ${message}.`,
    );
  }
  if (call.config['data_format'] === 'channels_first') {
    throw incompatible(
      location,
      `the layer "${call.id}" has its channels first, TensorFlow.js takes them last. Build the model with data_format ` +
        '"channels_last" in Keras, load the weights into it, and save that.',
    );
  }
  return result.data;
}

/** An activation that can be written as nodes. */
export type Activation = 'linear' | 'relu' | 'relu6' | 'sigmoid' | 'tanh' | 'elu' | 'softmax' | 'swish';

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  elu: 'elu',
  softmax: 'softmax',
  swish: 'swish',
  silu: 'swish',
};

/** @throws {UnknownLayerError} for one that has no nodes. */
export function readActivation(value: unknown, call: LayerCall): Activation {
  const name =
    typeof value === 'object' && value !== null
      ? ((value as { config?: { name?: unknown } | string }).config ?? value)
      : (value ?? 'linear');
  const text = typeof name === 'object' ? (name as { name?: unknown }).name : name;
  const known = typeof text === 'string' && Object.hasOwn(ACTIVATIONS, text) ? ACTIVATIONS[text] : undefined;
  if (!known) throw new UnknownLayerError(`${call.type} with the activation ${String(text)}`);
  return known;
}

/** The activation that a layer puts on what it makes; undefined for layers that make no new values. */
export function activationOf(call: LayerCall, location: string): Activation {
  if (call.type === 'Softmax') return 'softmax';
  if (call.type === 'ReLU') return reluOf(call, location);
  return 'activation' in call.config ? readActivation(call.config['activation'], call) : 'linear';
}

/** What a ReLU layer is, which Keras gives three numbers. */
export function reluOf(call: LayerCall, location: string): 'relu' | 'relu6' {
  const { max_value: max, negative_slope: slope, threshold } = readConfig(reluSchema, call, location);
  if ((slope ?? 0) === 0 && (threshold ?? 0) === 0) {
    if (max === null || max === undefined) return 'relu';
    if (max === 6) return 'relu6';
  }
  throw new UnknownLayerError(`ReLU with max_value ${max}, negative_slope ${slope}, threshold ${threshold}`);
}
