import type { io } from '@tensorflow/tfjs-core';

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
  const bytes = Uint8Array.from(values, (value) => Math.round((value - min) / scale));
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

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 binary16 bits of a number, round half to even; beyond 65504 it becomes infinite. */
function toFloat16(value: number): number {
  float[0] = value;
  const x = bits[0]!;
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  if (magnitude < 0x38800000) {
    // Subnormal half: whole multiples of 2^-24.
    float[0] = Math.abs(value) * 2 ** 24;
    const scaled = float[0]!;
    const floor = Math.floor(scaled);
    const rest = scaled - floor;
    return sign | (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

function bytesOf(array: Float32Array | Int32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
