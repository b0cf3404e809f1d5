import { decodeWeights, type NamedWeight } from '@maskpred/core/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stagesFrom } from './backbone.js';
import { encodeOnGrid, kernelEncoder } from './precision.js';

const kernelOf = (values: readonly number[], name = 'k'): NamedWeight => ({
  name,
  shape: [values.length],
  values: Float32Array.from(values),
});

/** What is read of a kernel after it was stored; undefined when a byte a number would lose something. */
function readBack(values: readonly number[]): number[] | undefined {
  const encoded = encodeOnGrid(kernelOf(values));
  if (!encoded) return undefined;
  expect(encoded.bytes).toHaveLength(values.length);
  return [...decodeWeights([encoded.spec], encoded.bytes).get('k')!.values];
}

describe('encodeOnGrid', () => {
  it.each([
    ['nothing', []],
    ['zeros', [0, 0]],
    ['one number', [-0.3]],
    ['two sides', [-0.5, 0, 0.25, 0.5]],
    ['steps that no two are apart', [0, 4, 10, 16, 25]],
    ['numbers far from 0', [100, 100.5, 101]],
  ])('keeps %s as it was', (_, values) => {
    expect(readBack(values)).toEqual([...Float32Array.from(values)]);
  });

  it('keeps what another quantiser stored, whichever of its levels are used', () => {
    const scale = fc.double({ min: 1e-4, max: 0.5, noNaN: true });
    const levels = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 20, maxLength: 255 });
    fc.assert(
      fc.property(scale, fc.integer({ min: 0, max: 255 }), levels, (step, zero, used) => {
        const values = used.map((level) => Math.fround(level * step - zero * step));
        expect(readBack(values)).toEqual(values);
      }),
    );
  });

  it.each([
    ['on no grid', [-0.31, 0.123, 0.5, 1]],
    ['next to a grid', [...Array.from({ length: 100 }, (_, i) => i * 0.0037), 0.0037 * 50.01]],
    ['of more than 256 levels', Array.from({ length: 257 }, (_, i) => i)],
    ['further apart than 255 levels', [0, 1, 2, 256]],
    ['that are none', [NaN, 1]],
  ])('leaves alone numbers %s', (_, values) => {
    expect(encodeOnGrid(kernelOf(values))).toBeUndefined();
  });
});

describe('kernelEncoder', () => {
  const storedAs = (values: readonly number[], name: string) =>
    kernelEncoder(stagesFrom(16))(kernelOf(values, name)).spec.quantization?.dtype;

  it('keeps 8 bits where they lose nothing, and gives 16 to the rest and to what is trained', () => {
    expect(storedAs([0, 1, 3], 'expanded_conv_15/expand/kernel')).toBe('uint8');
    expect(storedAs([0.3, 0.7, 1.01234], 'expanded_conv_15/expand/kernel')).toBe('float16');
    expect(storedAs([0, 1, 3], 'expanded_conv_16/expand/kernel')).toBe('float16');
  });
});
