import type { Estimate } from '@maskpred/core';

/** Stands where there is no number, such as the precision of a label that was never given. */
const NONE = '–';

/**
 * A share in per cent with one decimal.
 * @example
 * formatShare(0.9786); // '97.9 %'
 */
export function formatShare(share: number | undefined): string {
  return isNumber(share) ? `${(share * 100).toFixed(1)} %` : NONE;
}

/** A number with so many decimals, or a dash where there is none. */
export function formatNumber(value: number | undefined, decimals = 3): string {
  return isNumber(value) ? value.toFixed(decimals) : NONE;
}

/**
 * The 95 % interval of a share.
 * @example
 * formatInterval({ value: 0.979, low: 0.971, high: 0.984 }); // '97.1 to 98.4 %'
 */
export function formatInterval({ low, high }: Estimate): string {
  if (!isNumber(low) || !isNumber(high)) return NONE;
  return `${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} %`;
}

/** A whole number with thousands set apart. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}

/** JSON has no NaN: it comes back as null. */
function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
