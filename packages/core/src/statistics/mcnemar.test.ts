import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarTest, pairedDifference } from './mcnemar.js';

/** 2 * P(X <= fewer) of a binomial distribution with p = 1/2, by whole numbers. */
function byWholeNumbers(onlyA: number, onlyB: number): number {
  const size = onlyA + onlyB;
  let choose = 1n;
  let tail = 1n;
  for (let k = 1; k <= Math.min(onlyA, onlyB); k++) {
    choose = (choose * BigInt(size - k + 1)) / BigInt(k);
    tail += choose;
  }
  const p = Number((2n * tail * 10n ** 15n) / 2n ** BigInt(size)) / 1e15;
  return Math.min(1, p);
}

describe('mcnemarTest', () => {
  it('says nothing of nothing', () => {
    expect(mcnemarTest(0, 0)).toBe(1);
  });

  it('gives known values', () => {
    expect(mcnemarTest(2, 10)).toBeCloseTo(0.0385742188, 9);
    // Agresti, Categorical Data Analysis, table 10.1 (approval ratings): chi-squared is 34.7, p below 1e-8.
    expect(mcnemarTest(150, 86)).toBeLessThan(5e-5);
    expect(mcnemarTest(0, 6)).toBeCloseTo(2 / 64, 12);
  });

  it('is what whole numbers give, and symmetric', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (a, b) => {
        expect(mcnemarTest(a, b)).toBeCloseTo(byWholeNumbers(a, b), 9);
        expect(mcnemarTest(a, b)).toBe(mcnemarTest(b, a));
      }),
    );
  });

  it('holds where powers of two are no numbers any more', () => {
    // chi-squared with continuity correction: (|2500 - 2600| - 1)^2 / 5100 = 1.9218, p = 0.1657
    expect(mcnemarTest(2500, 2600)).toBeCloseTo(0.1657, 3);
  });

  it('refuses what is no count', () => {
    expect(() => mcnemarTest(1.5, 2)).toThrow('whole numbers');
    expect(() => mcnemarTest(1, -2)).toThrow('whole numbers');
  });
});

describe('pairedDifference', () => {
  it('knows nothing from nothing', () => {
    expect(pairedDifference({ bothRight: 0, onlyA: 0, onlyB: 0, bothWrong: 0 })).toEqual({
      value: 0,
      low: -1,
      high: 1,
    });
  });

  it('holds the value, and changes sign when the two change places', () => {
    const count = fc.nat(300);
    fc.assert(
      fc.property(count, count, count, count, (bothRight, onlyA, onlyB, bothWrong) => {
        fc.pre(bothRight + onlyA + onlyB + bothWrong > 0);
        const one = pairedDifference({ bothRight, onlyA, onlyB, bothWrong });
        const other = pairedDifference({ bothRight, onlyA: onlyB, onlyB: onlyA, bothWrong });
        expect(one.low <= one.value && one.value <= one.high).toBe(true);
        expect(one.low >= -1 && one.high <= 1).toBe(true);
        expect(one.value).toBeCloseTo(-other.value, 12);
        expect(one.low).toBeCloseTo(-other.high, 12);
      }),
    );
  });

  it('is the plain interval of Wald where there are many', () => {
    const counts = { bothRight: 8000, onlyA: 500, onlyB: 700, bothWrong: 800 };
    const { low, high } = pairedDifference(counts);
    const spread = 1.96 * Math.sqrt((0.12 - 0.0004) / 10_000);
    expect(low).toBeCloseTo(0.02 - spread, 4);
    expect(high).toBeCloseTo(0.02 + spread, 4);
  });
});
