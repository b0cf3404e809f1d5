import type { ClassScore } from '@maskpred/core';
import type { Colors } from 'picocolors/types.js';
import { printable } from './failure.js';
import { round } from './numbers.js';

const SCORE_DECIMALS = 6;

/** Scores by label, rounded, best first. */
export function scoresToObject(scores: readonly ClassScore[]): Record<string, number> {
  return Object.fromEntries(scores.map(({ label, score }) => [label, roundScore(score)]));
}

/** The score as JSON lines have it. */
export function roundScore(score: number): number {
  return round(score, SCORE_DECIMALS);
}

/** The label in its colour; the word says it too. */
export function paintLabel(label: string, colors: Colors): string {
  if (label === 'mask') return colors.green(label);
  return label === 'no-mask' ? colors.red(label) : colors.yellow(printable(label));
}

/** @example formatPercent(0.9968); // '99.7 %' */
export function formatPercent(score: number): string {
  return `${(score * 100).toFixed(1)} %`;
}
