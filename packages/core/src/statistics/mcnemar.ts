import { assertArgument } from '../error.js';
import type { Estimate } from '../evaluation.js';
import { Z_95 } from './wilson.js';

/** How two judges of the same things did: each is right or wrong about each thing. */
export interface PairedCounts {
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly bothWrong: number;
}

/**
 * The two-sided p-value of McNemar's test (1947, Psychometrika 12:153), 0 to 1: how likely a split of the things that only
 * one of two got right at least as uneven as this one is, if both were equally good. Exact, by the binomial distribution,
 * at every size: what the chi-squared forms with and without continuity correction approximate.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for counts that are no whole numbers from 0.
 * @example
 * mcnemarTest(2, 10); // 0.0385742...
 */
export function mcnemarTest(onlyA: number, onlyB: number): number {
  for (const count of [onlyA, onlyB]) {
    assertArgument(
      Number.isInteger(count) && count >= 0,
      `mcnemarTest: counts are whole numbers from 0, got ${String(count)}.`,
    );
  }
  const size = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  let logTerm = -size * Math.LN2; // of none in `size`; in logarithms, since 2^-1100 is no longer a number
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= fewer; k++) {
    logTerm += Math.log((size - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}

/**
 * How much more often B is right than A, -1 to 1, with its 95 % interval: Wald's for matched pairs with half a count added
 * to each cell (Agresti & Min 2005, Statistics in Medicine 24:729).
 * @example
 * pairedDifference({ bothRight: 85, onlyA: 2, onlyB: 10, bothWrong: 3 }); // { value: 0.08, low: 0.0108..., high: 0.1460... }
 */
export function pairedDifference({ bothRight, onlyA, onlyB, bothWrong }: PairedCounts): Estimate {
  const size = bothRight + onlyA + onlyB + bothWrong;
  if (size === 0) return { value: 0, low: -1, high: 1 };
  const value = (onlyB - onlyA) / size;
  const n = size + 2;
  const centre = (onlyB - onlyA) / n;
  const spread = (Z_95 * Math.sqrt((onlyA + onlyB + 1) / n - centre * centre)) / Math.sqrt(n);
  return {
    value,
    low: Math.min(value, Math.max(-1, centre - spread)),
    high: Math.max(value, Math.min(1, centre + spread)),
  };
}
