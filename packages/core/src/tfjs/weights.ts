import type { io } from '@tensorflow/tfjs-core';
import { toFloat16 } from '../float16.js';

/** A named tensor of a model: float32 values, or int32 for axes and shapes. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** How a weight is stored. `uint8` is affine with one scale and minimum a tensor, as TensorFlow.js decodes it. */
export type WeightPrecision = 'float32' | 'float16' | 'uint8';

export interface EncodedWeight {
  readonly spec: io.WeightsManifestEntry;
  readonly bytes: Uint8Array;
}

/** A weight as bytes with its manifest entry. int32 is stored as it is. */
export function encodeWeight(
  { name, shape, values }: NamedWeight,
  precision: WeightPrecision,
): EncodedWeight {
  const spec = { name, shape: [...shape] };
  if (values instanceof Int32Array) return { spec: { ...spec, dtype: 'int32' }, bytes: bytesOf(values) };
  if (precision === 'float32') return { spec: { ...spec, dtype: 'float32' }, bytes: bytesOf(values) };
  if (precision === 'float16') {
    const half = Uint16Array.from(values, toFloat16);
    return { spec: { ...spec, dtype: 'float32', quantization: { dtype: 'float16' } }, bytes: bytesOf(half) };
  }
  const { min, scale } = affineRange(values);
  const bytes = Uint8Array.from(values, (value) => Math.min(255, Math.round((value - min) / scale)));
  return { spec: { ...spec, dtype: 'float32', quantization: { dtype: 'uint8', min, scale } }, bytes };
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
