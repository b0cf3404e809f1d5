import type { Estimate } from '@maskpred/core';
import { html, type Html } from './html.js';
import { formatInterval, formatShare } from './numbers.js';

/** Where the bars of intervals start, so that differences near 100 % can be seen. */
const STARTS = [0.95, 0.9, 0.8, 0.5, 0] as const;

/** The share at which bars of these estimates start; they end at 1. */
export function barStart(estimates: readonly Estimate[]): number {
  const lowest = Math.min(1, ...estimates.map(({ low }) => low).filter(Number.isFinite));
  return STARTS.find((start) => start <= lowest)!;
}

/** What is said below a table of the bars in it. */
export function describeBars(start: number): string {
  return `Bars run from ${start * 100} to 100 %: the dot is the value, the line its 95 % interval.`;
}

/** A share with its 95 % interval, as text and as a bar from `start` to 1. */
export function renderEstimate(estimate: Estimate, start: number): Html {
  const { value, low, high } = estimate;
  if (![value, low, high].every(Number.isFinite)) return html`–`;
  const place = (share: number) => (((share - start) / (1 - start)) * 100).toFixed(1);
  const width = (((high - low) / (1 - start)) * 100).toFixed(1);
  return html`<span class="estimate"
    ><b>${formatShare(value)}</b> <small>${formatInterval(estimate)}</small
    ><span class="interval" aria-hidden="true"
      ><i class="range" style="left:${place(low)}%;width:${width}%"></i
      ><i class="dot" style="left:${place(value)}%"></i></span
  ></span>`;
}
