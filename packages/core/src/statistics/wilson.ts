import type { Proportion } from '../evaluation.js';

/** Two-sided 95 % of the normal distribution, in standard deviations. */
export const Z_95 = 1.959964;

/**
 * A share of counted things with its 95 % interval after Wilson (1927, JASA 22:209), which stays inside 0 to 1 and holds
 * for few things too. Of nothing, the share is 0 and the interval 0 to 1.
 * @example
 * wilsonInterval(9, 10); // { value: 0.9, low: 0.5958..., high: 0.9821..., size: 10 }
 */
export function wilsonInterval(hits: number, size: number): Proportion {
  if (size === 0) return { value: 0, low: 0, high: 1, size };
  const value = hits / size;
  const z2 = Z_95 * Z_95;
  const centre = value + z2 / (2 * size);
  const spread = Z_95 * Math.sqrt((value * (1 - value)) / size + z2 / (4 * size * size));
  const scale = 1 + z2 / size;
  // At 0 and 1 the formula gives the share itself, but for rounding.
  const low = hits === 0 ? 0 : Math.max(0, (centre - spread) / scale);
  const high = hits === size ? 1 : Math.min(1, (centre + spread) / scale);
  return { value, low, high, size };
}
