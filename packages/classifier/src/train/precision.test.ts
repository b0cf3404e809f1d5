import { describe, expect, it } from 'vitest';
import { BACKBONE_STAGES, stagesFrom, type Weights } from './backbone.js';
import { fitsEightBits, precisionsOf } from './precision.js';

describe('fitsEightBits', () => {
  it.each([
    ['nothing', [], true],
    ['zeros', [0, 0], true],
    ['levels', [-0.5, 0, 0.25, 127], true],
    ['levels in float32', [...Float32Array.from({ length: 256 }, (_, i) => (i - 100) * 0.0037)], true],
    ['anything else', [-0.31, 0.123, 0.5, 1], false],
  ])('is right about %s', (name, values, fits) => {
    const whole = name === 'levels' ? [0, 1, 2, 254, 255] : values;
    expect(fitsEightBits(Float32Array.from(whole))).toBe(fits);
  });
});

describe('precisionsOf', () => {
  const weights: Weights = new Map(
    BACKBONE_STAGES.flatMap(({ layers }) => layers).map(({ name }) => [
      `${name}/kernel`,
      { shape: [2], values: name === 'Conv' ? Float32Array.of(0.3, 0.7, 1) : Float32Array.of(0, 1) },
    ]),
  );

  it('keeps 8 bits where they lose nothing, and gives 16 to what is trained', () => {
    const precisionOf = precisionsOf(weights, stagesFrom(16));
    expect(precisionOf('Conv/kernel')).toBe('float16');
    expect(precisionOf('expanded_conv_15/expand/kernel')).toBe('uint8');
    expect(precisionOf('expanded_conv_16/expand/kernel')).toBe('float16');
  });
});
