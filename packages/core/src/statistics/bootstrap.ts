import { assertArgument } from '../error.js';
import type { Estimate } from '../evaluation.js';
import { createRandom, type Random } from '../random.js';

/** Counts, a row a true label: what is resampled, row by row. */
export type CountTable = readonly (readonly number[])[];

export interface BootstrapOptions {
  /** The same seed and counts give the same intervals. @default 1 */
  readonly seed?: number;
  /** Tables drawn. @default 1000 */
  readonly resamples?: number;
}

export const BOOTSTRAP_DEFAULTS = Object.freeze({ seed: 1, resamples: 1000 });

/**
 * Added to every cell that is drawn from, so that an error that did not happen among the few may happen in a resample:
 * without it five right of five would have no interval at all. In simulations of balanced accuracy and F1 with two labels
 * and 20 to 1000 things a label, intervals of 95 % held the true value in 94 to 98 % of cases with it and in 89 to 95 %
 * without.
 */
const PSEUDO_COUNT = 0.5;

/**
 * 95 % intervals of figures that follow from a table of counts, one a figure: the bootstrap with percentiles (Efron &
 * Tibshirani 1993, chapter 13), stratified, so that every resample has as many things of each row. Half a count is added to
 * each cell that is drawn from.
 *
 * @param figures - the figures of a table, as many for each table.
 * @throws {MaskpredError} INVALID_ARGUMENT unless `resamples` is a whole number of at least 40.
 * @example
 * bootstrapIntervals([[8, 2]], ([row]) => [row![0]! / 10], { seed: 1 }); // [ { value: 0.8, low: 0.5, high: 1 } ]
 */
export function bootstrapIntervals(
  counts: CountTable,
  figures: (table: CountTable) => readonly number[],
  options: BootstrapOptions = {},
): Estimate[] {
  const { seed, resamples } = { ...BOOTSTRAP_DEFAULTS, ...options };
  // With fewer, 2.5 % is less than one resample.
  assertArgument(
    Number.isInteger(resamples) && resamples >= 40,
    `bootstrapIntervals: resamples is a whole number of at least 40, got ${String(resamples)}.`,
  );
  const random = createRandom(seed);
  const values = figures(counts);
  const drawn = values.map(() => new Float64Array(resamples));
  for (let i = 0; i < resamples; i++) {
    const sample = figures(counts.map((row) => drawRow(row, random)));
    drawn.forEach((column, figure) => (column[i] = sample[figure]!));
  }
  const last = resamples - 1;
  return drawn.map((column, figure) => {
    column.sort();
    const value = values[figure]!;
    return {
      value,
      low: Math.min(value, column[Math.floor(0.025 * last)]!),
      high: Math.max(value, column[Math.ceil(0.975 * last)]!),
    };
  });
}

/** As many things as the row counts, drawn from its shares. */
function drawRow(row: readonly number[], random: Random): number[] {
  const size = row.reduce((sum, count) => sum + count, 0);
  const mass = size + PSEUDO_COUNT * row.length;
  const drawn = row.map(() => 0);
  for (let i = 0; i < size; i++) {
    let left = random.next() * mass;
    let cell = 0;
    while (cell < row.length - 1 && left >= row[cell]! + PSEUDO_COUNT) left -= row[cell++]! + PSEUDO_COUNT;
    drawn[cell]!++;
  }
  return drawn;
}
