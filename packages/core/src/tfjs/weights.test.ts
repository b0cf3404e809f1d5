import { io } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startEngine } from './engine-node.js';
import { decodeWeights, type EncodedWeight, encodeWeight, type TensorPrecision } from './weights.js';

await startEngine();

/** What TensorFlow.js itself makes of the bytes. */
function decode({ spec, bytes }: EncodedWeight): Float32Array {
  const tensor = io.decodeWeights(bytes.slice().buffer, [spec])[spec.name];
  const values = tensor.dataSync().slice() as Float32Array;
  tensor.dispose();
  return values;
}

const encode = (values: Float32Array, precision: TensorPrecision) =>
  encodeWeight({ name: 'w', shape: [values.length], values }, precision);

const floats = (max: number) =>
  fc.float32Array({ minLength: 1, maxLength: 50, min: -max, max, noNaN: true, noDefaultInfinity: true });

describe('encodeWeight', () => {
  it('keeps float32 and int32 exactly', () => {
    fc.assert(
      fc.property(floats(Math.fround(1e30)), (values) => {
        expect(decode(encode(values, 'float32'))).toEqual(values);
      }),
    );
    const axes = { name: 'axes', shape: [3], values: Int32Array.of(1, -2, 2 ** 30) };
    const { spec, bytes } = encodeWeight(axes, 'uint8');
    expect(spec).toEqual({ name: 'axes', shape: [3], dtype: 'int32' });
    expect(new Int32Array(bytes.slice().buffer)).toEqual(axes.values);
  });

  it('does not share its shape with the caller, and takes a part of a larger buffer', () => {
    const shape = [2];
    const values = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const { spec, bytes } = encodeWeight({ name: 'w', shape, values }, 'float32');
    shape[0] = 7;
    expect(spec.shape).toEqual([2]);
    expect(decode({ spec, bytes })).toEqual(Float32Array.of(1, 2));
  });

  it('encodes nothing as no bytes', () => {
    for (const precision of ['float32', 'float16', 'uint8'] as const) {
      expect(
        encodeWeight({ name: 'w', shape: [0], values: new Float32Array(0) }, precision).bytes,
      ).toHaveLength(0);
    }
  });
});

describe('float16', () => {
  it('is off by at most half a step: 2^-11 of the number, or 2^-25 near zero', () => {
    fc.assert(
      fc.property(floats(65_504), (values) => {
        for (const [i, value] of decode(encode(values, 'float16')).entries()) {
          const step = Math.max(Math.abs(values[i]) * 2 ** -11, 2 ** -25);
          expect(Math.abs(value - values[i])).toBeLessThanOrEqual(step);
        }
      }),
    );
  });

  it('keeps every number that binary16 has, from the smallest subnormal to the largest', () => {
    const values = Float32Array.of(
      0,
      1,
      -1,
      0.5,
      2 ** -24,
      -(2 ** -24),
      2 ** -14,
      65_504,
      1 + 2 ** -10,
      1023 * 2 ** -24,
    );
    expect(decode(encode(values, 'float16'))).toEqual(values);
  });

  it('rounds half to even', () => {
    const halfWays = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -25);
    expect(decode(encode(halfWays, 'float16'))).toEqual(Float32Array.of(1, 1 + 2 ** -9, 0, 2 ** -23));
  });
});

describe('uint8', () => {
  it('is off by at most half a step of 1/255 of the range, and keeps 0', () => {
    fc.assert(
      fc.property(floats(100), (values) => {
        const withZero = Float32Array.of(0, ...values);
        const range = Math.max(...withZero) - Math.min(...withZero);
        const decoded = decode(encode(withZero, 'uint8'));
        expect(Math.abs(decoded[0])).toBeLessThanOrEqual(1e-5 * range);
        for (const [i, value] of decoded.entries()) {
          // Zero is moved onto a level, which can push the ends out by half a step more.
          expect(Math.abs(value - withZero[i])).toBeLessThanOrEqual((range / 255) * 1.001 + 1e-30);
        }
      }),
    );
  });

  it('keeps a constant weight and zeros', () => {
    expect(decode(encode(new Float32Array(4), 'uint8'))).toEqual(new Float32Array(4));
    for (const value of decode(encode(new Float32Array(4).fill(0.3), 'uint8')))
      expect(value).toBeCloseTo(0.3, 6);
    for (const value of decode(encode(new Float32Array(4).fill(-7), 'uint8')))
      expect(value).toBeCloseTo(-7, 5);
  });

  it('never wraps around: the smallest stays the smallest', () => {
    const values = Float32Array.of(-999.9993, 999.9993, 0);
    const [smallest, largest, zero] = decode(encode(values, 'uint8'));
    expect([smallest! < zero!, zero! < largest!]).toEqual([true, true]);
  });

  it('never wraps around: the largest stays the largest', () => {
    fc.assert(
      fc.property(floats(1000), (values) => {
        const decoded = decode(encode(values, 'uint8'));
        const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
        for (let i = 1; i < order.length; i++) {
          expect(decoded[order[i]]).toBeGreaterThanOrEqual(decoded[order[i - 1]]);
        }
      }),
    );
  });
});

describe('decodeWeights', () => {
  const { spec, bytes } = encode(Float32Array.of(1, 2, 3), 'float32');

  it('reads nothing from nothing', () => {
    expect(decodeWeights([], new Uint8Array(0)).size).toBe(0);
  });

  it.each([
    ['no list', {}],
    ['a weight that is none', [0]],
    ['a weight without a shape', [{ name: 'w', dtype: 'float32' }]],
    ['sides that are no whole numbers', [{ ...spec, shape: [1.5, 2] }]],
    ['sides below 0', [{ ...spec, shape: [-3, -1] }]],
    ['a name that is none', [{ ...spec, name: undefined }]],
    ['an unknown type', [{ ...spec, dtype: 'complex64' }]],
    ['an unknown quantisation', [{ ...spec, quantization: { dtype: 'float32' } }]],
    ['a type that is no text', [{ ...spec, dtype: ['float32'] }]],
    ['a scale that is no number', [{ ...spec, quantization: { dtype: 'uint8', scale: '1' } }]],
    ['a quantisation without a type', [{ ...spec, quantization: {} }]],
  ])('refuses %s', (_, specs) => {
    expect(() => decodeWeights(specs, bytes)).toThrow(expect.objectContaining({ code: 'MODEL_LOAD_FAILED' }));
  });
});
