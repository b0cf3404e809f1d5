import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson.js';

describe('wilsonInterval', () => {
  it('knows nothing from nothing', () => {
    expect(wilsonInterval(0, 0)).toEqual({ value: 0, low: 0, high: 1, size: 0 });
  });

  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %i in %i', (hits, size, low, high) => {
    const interval = wilsonInterval(hits, size);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the share and stays within 0 to 1', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), (a, b) => {
        const { value, low, high } = wilsonInterval(Math.min(a, b), Math.max(a, b, 1));
        expect([0 <= low, low <= value, value <= high, high <= 1]).toEqual([true, true, true, true]);
      }),
    );
  });

  it('is the mirror image of the interval of the misses', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (hits, misses) => {
        const one = wilsonInterval(hits, hits + misses);
        const other = wilsonInterval(misses, hits + misses);
        expect(one.low).toBeCloseTo(1 - other.high, 9);
        expect(one.high).toBeCloseTo(1 - other.low, 9);
      }),
    );
  });
});
