import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argmax, logLoss, measure, softmaxRows, wilson } from './metrics.js';

describe('wilson', () => {
  it('knows nothing from no pictures', () => {
    expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1, size: 0 });
  });

  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %i in %i', (hits, size, low, high) => {
    const interval = wilson(hits, size);
    expect(interval.low).toBeCloseTo(low, 3);
    expect(interval.high).toBeCloseTo(high, 3);
  });

  it('holds the share and stays within 0 to 1', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (a, b) => {
        const { value, low, high } = wilson(Math.min(a, b), Math.max(a, b, 1));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }),
    );
  });
});

describe('measure', () => {
  it('counts a confusion matrix by hand', () => {
    const scores = Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.7, 0.3);
    const metrics = measure(['mask', 'no-mask'], [0, 0, 0, 1], scores);
    expect(metrics.confusion).toEqual([
      [2, 1],
      [1, 0],
    ]);
    expect(metrics.accuracy.value).toBe(0.5);
    expect(metrics.balancedAccuracy).toBeCloseTo((2 / 3 + 0) / 2, 4);
    expect(metrics.recall['no-mask']).toMatchObject({ value: 0, size: 1 });
  });

  it('leaves labels without pictures out of the balanced accuracy', () => {
    expect(measure(['a', 'b'], [0], Float32Array.of(1, 0)).balancedAccuracy).toBe(1);
  });
});

describe('softmaxRows', () => {
  it('sums to 1 in each row whatever the logits, and keeps the best', () => {
    const logits = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(logits, fc.double({ min: 0.25, max: 4, noNaN: true }), (row, temperature) => {
        const scores = softmaxRows(Float32Array.from(row), 3, temperature);
        expect(scores.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        expect(scores[argmax(Float32Array.from(row), 0, 3)]).toBe(Math.max(...scores));
      }),
    );
  });

  it('gets surer with a lower temperature', () => {
    const logits = Float32Array.of(1, 0);
    expect(softmaxRows(logits, 2, 0.5)[0]).toBeGreaterThan(softmaxRows(logits, 2, 2)[0]!);
  });
});

describe('logLoss', () => {
  it('is ln 2 for a coin toss', () => {
    expect(logLoss(Float32Array.of(0.5, 0.5), [1], 2)).toBeCloseTo(Math.LN2, 6);
  });
});
