import type { io } from '@tensorflow/tfjs-core';
import { MaskpredError } from '../error.js';
import { fromFloat16, toFloat16 } from '../float16.js';

/** A named tensor of a model: float32 values, or int32 for axes and shapes. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** How one tensor is stored. `uint8` is affine with one scale and minimum a tensor, as TensorFlow.js decodes it. */
export type TensorPrecision = 'float32' | 'float16' | 'uint8';

/**
 * How a weight is stored. `uint8-per-channel` gives each output channel a scale of its own, as a second tensor: channels of
 * a folded BatchNorm differ in range so much that one scale loses what a trained network knows (arXiv:1806.08342, section 3.1.2).
 */
export type WeightPrecision = TensorPrecision | 'uint8-per-channel';

export interface EncodedWeight {
  readonly spec: io.WeightsManifestEntry;
  readonly bytes: Uint8Array;
}

/** A model's weights by name: what training starts from. */
export type DecodedWeights = Map<string, Pick<NamedWeight, 'shape' | 'values'>>;

/**
 * Weights from the bytes of a TensorFlow.js weight manifest, decoded to float32 (int32 stays). TensorFlow.js is not
 * loaded for it: it would be most of what a command on another engine starts with.
 *
 * @param specs - the entries of the manifest, in the order of the bytes.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when specs and bytes do not fit together, or for a weight of another type.
 */
export function decodeWeights(specs: unknown, bytes: Uint8Array): DecodedWeights {
  const entries = Array.isArray(specs) && specs.every(isWeightSpec) ? specs : [];
  const expected = entries === specs ? entries.reduce((sum, spec) => sum + byteLengthOf(spec), 0) : NaN;
  if (expected !== bytes.length) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `The weights hold ${bytes.length} bytes, their specs ask for ${expected}.`,
    );
  }
  const weights: DecodedWeights = new Map();
  let at = 0;
  for (const spec of entries) {
    const length = byteLengthOf(spec);
    weights.set(spec.name, {
      shape: spec.shape,
      // A copy of its own: `slice` of a Node Buffer would share the whole buffer.
      values: decodeWeight(spec, new Uint8Array(bytes.subarray(at, at + length)).buffer),
    });
    at += length;
  }
  return weights;
}

/** Bytes a number, stored as it is and quantised. */
const PLAIN_BYTES = { float32: 4, int32: 4, bool: 1 } as const;
const QUANTISED_BYTES = { uint8: 1, uint16: 2, float16: 2 } as const;

/** Whether a value of JSON describes a weight: its name, type and quantisation, and a whole number for each side. */
export function isWeightSpec(value: unknown): value is io.WeightsManifestEntry {
  const { name, dtype, shape, quantization } = (value ?? {}) as Partial<Record<string, unknown>>;
  return (
    typeof name === 'string' &&
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every((side) => Number.isSafeInteger(side) && side >= 0) &&
    (quantization === undefined || isQuantization(quantization))
  );
}

function isQuantization(value: unknown): boolean {
  const { dtype, scale = 1, min = 0 } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof dtype === 'string' && Number.isFinite(scale) && Number.isFinite(min);
}

/** Bytes that a weight takes in its file; NaN for a type of no fixed size. */
export function byteLengthOf({ dtype, quantization, shape }: io.WeightsManifestEntry): number {
  const bytes = quantization
    ? QUANTISED_BYTES[quantization.dtype]
    : PLAIN_BYTES[dtype as keyof typeof PLAIN_BYTES];
  return shape.reduce((product, side) => product * side, bytes ?? NaN);
}

/** Decodes the bytes of one weight, which have to begin at an address that its type allows. */
export function decodeWeight(
  { dtype, quantization }: io.WeightsManifestEntry,
  bytes: ArrayBuffer,
): NamedWeight['values'] {
  if (quantization?.dtype === 'float16')
    return lookUp(new Uint16Array(bytes), (halves ??= tableOf(2 ** 16, fromFloat16)));
  if (quantization) {
    const { scale = 1, min = 0 } = quantization;
    const levels = quantization.dtype === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes);
    if (dtype === 'int32') return Int32Array.from(levels, (level) => Math.round(level * scale + min));
    return lookUp(
      levels,
      tableOf(quantization.dtype === 'uint8' ? 2 ** 8 : 2 ** 16, (level) => level * scale + min),
    );
  }
  if (dtype === 'float32') return new Float32Array(bytes);
  return dtype === 'int32' ? new Int32Array(bytes) : Int32Array.from(new Uint8Array(bytes));
}

/** What each float16 stands for. */
let halves: Float32Array | undefined;

function tableOf(size: number, decode: (level: number) => number): Float32Array {
  const table = new Float32Array(size);
  for (let level = 0; level < size; level++) table[level] = decode(level);
  return table;
}

/** A plain loop: `Float32Array.from` takes 20 times as long, a second for the weights of both networks. */
function lookUp(levels: Uint8Array | Uint16Array, table: Float32Array): Float32Array {
  const values = new Float32Array(levels.length);
  for (let i = 0; i < levels.length; i++) values[i] = table[levels[i]!]!;
  return values;
}

/** A weight as bytes with its manifest entry. int32 is stored as it is. */
export function encodeWeight(
  { name, shape, values }: NamedWeight,
  precision: TensorPrecision,
): EncodedWeight {
  const spec = { name, shape: [...shape] };
  if (values instanceof Int32Array) return { spec: { ...spec, dtype: 'int32' }, bytes: bytesOf(values) };
  if (precision === 'float32') return { spec: { ...spec, dtype: 'float32' }, bytes: bytesOf(values) };
  if (precision === 'float16') {
    const half = Uint16Array.from(values, toFloat16);
    return { spec: { ...spec, dtype: 'float32', quantization: { dtype: 'float16' } }, bytes: bytesOf(half) };
  }
  const { min, scale } = affineRange(values);
  // The minimum was moved to a level, so both ends may lie half a step outside; a byte would wrap around.
  const toLevel = (value: number) => Math.max(0, Math.min(255, Math.round((value - min) / scale)));
  const bytes = Uint8Array.from(values, toLevel);
  return { spec: { ...spec, dtype: 'float32', quantization: { dtype: 'uint8', min, scale } }, bytes };
}

/** Levels on each side of 0: 255 in all, so that 0 is one of them and both sides have the same. */
const LEVELS = 127;

/**
 * A weight as the product of two: levels in -1 to 1, a byte each, and the scale of each channel, its last axis.
 * @returns `levels` of the weight's shape, and `scales` `[channels]`.
 */
export function encodePerChannel({ name, shape, values }: NamedWeight): {
  readonly levels: EncodedWeight;
  readonly scales: NamedWeight;
} {
  const channels = shape.at(-1) ?? 1;
  const scales = new Float32Array(channels);
  values.forEach((value, i) => {
    const channel = i % channels;
    scales[channel] = Math.max(scales[channel]!, Math.abs(value));
  });
  const bytes = Uint8Array.from(
    values,
    (value, i) => Math.round((value / (scales[i % channels]! || 1)) * LEVELS) + LEVELS,
  );
  const quantization = { dtype: 'uint8' as const, min: -1, scale: 1 / LEVELS };
  return {
    levels: { spec: { name: `${name}/levels`, shape: [...shape], dtype: 'float32', quantization }, bytes },
    scales: { name: `${name}/scales`, shape: [channels], values: scales },
  };
}

/** The 256 levels from smallest to largest value, moved so that 0 is one of them (converter/quantization.py of TensorFlow.js). */
function affineRange(values: Float32Array): { min: number; scale: number } {
  let min = 0;
  let max = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const scale = (max - min) / 255 || 1;
  return { min: Math.round(min / scale) * scale, scale };
}

function bytesOf(array: Float32Array | Int32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
