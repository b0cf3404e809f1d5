import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.js';
import { bootstrapIntervals, type CountTable } from './bootstrap.js';

const shareOfFirst = (table: CountTable) => table.map((row) => row[0]! / Math.max(1, sum(row)));
const sum = (row: readonly number[]) => row.reduce((a, b) => a + b, 0);

describe('bootstrapIntervals', () => {
  it('has no interval of no figures, and the figure itself of an empty table', () => {
    expect(bootstrapIntervals([], () => [])).toEqual([]);
    expect(bootstrapIntervals([[0, 0]], shareOfFirst)).toEqual([{ value: 0, low: 0, high: 0 }]);
  });

  it('gives the same intervals for the same seed, others for another', () => {
    const counts = [[80, 20]];
    expect(bootstrapIntervals(counts, shareOfFirst, { seed: 5 })).toEqual(
      bootstrapIntervals(counts, shareOfFirst, { seed: 5 }),
    );
    const many = { resamples: 200 };
    const ends = new Set(
      [1, 2, 3, 4, 5, 6].map((seed) =>
        JSON.stringify(bootstrapIntervals([[811, 189]], shareOfFirst, { ...many, seed })),
      ),
    );
    expect(ends.size).toBeGreaterThan(1);
  });

  it('holds the value, and draws as many of each row', () => {
    const table = fc.array(fc.array(fc.nat(20), { minLength: 2, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(table, fc.nat(), (counts, seed) => {
        const sizes = counts.map(sum);
        const intervals = bootstrapIntervals(
          counts,
          (drawn) => {
            expect(drawn.map(sum)).toEqual(sizes);
            return shareOfFirst(drawn);
          },
          { seed, resamples: 40 },
        );
        for (const { value, low, high } of intervals) expect(low <= value && value <= high).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('does not claim certainty from five right of five', () => {
    const [interval] = bootstrapIntervals([[5, 0]], shareOfFirst);
    expect(interval!.high).toBe(1);
    expect(interval!.low).toBeLessThan(0.9);
  });

  it('holds the true figure about as often as it says', () => {
    const random = createRandom(11);
    const truth = [0.97, 0.9];
    let held = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      const counts = truth.map((share) => {
        let hits = 0;
        for (let i = 0; i < 60; i++) if (random.next() < share) hits++;
        return [hits, 60 - hits];
      });
      const [mean] = bootstrapIntervals(counts, (table) => [sum(shareOfFirst(table)) / 2], {
        seed: run,
        resamples: 200,
      });
      if (mean!.low <= 0.935 && 0.935 <= mean!.high) held++;
    }
    expect(held / runs).toBeGreaterThan(0.91);
  });

  it('refuses so few resamples that 2.5 % of them is none', () => {
    expect(() => bootstrapIntervals([[1, 1]], shareOfFirst, { resamples: 39 })).toThrow('at least 40');
  });
});
