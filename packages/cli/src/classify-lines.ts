import type { ClassScore } from '@maskpred/core';
import type { Colors } from 'picocolors/types.js';
import { printable } from './failure.js';
import { type FailedPicture, isFailed } from './picture-answer.js';
import { formatPercent, paintLabel, roundScore, scoresToObject } from './scores.js';

/** A picture that was classified as one crop. */
export interface ClassifiedPicture {
  /** The path or URL as found. */
  readonly image: string;
  /** Best first. */
  readonly scores: readonly ClassScore[];
}

/** One line of JSON, line break included: what `classify --json` writes. */
export function formatClassifyJson(answer: ClassifiedPicture | FailedPicture): string {
  if (isFailed(answer)) return `${JSON.stringify({ image: answer.image, error: answer.error })}\n`;
  const { image, scores } = answer;
  const { label, score } = scores[0];
  return `${JSON.stringify({ image, label, score: roundScore(score), scores: scoresToObject(scores) })}\n`;
}

/** One line for people, with the name filled up to `width` characters. */
export function formatClassifyText(
  { image, scores }: ClassifiedPicture,
  width: number,
  colors: Colors,
): string {
  const { label, score } = scores[0];
  const others = scores.slice(1).map((other) => `${printable(other.label)} ${formatPercent(other.score)}`);
  const gap = ' '.repeat(Math.max(0, 10 - label.length));
  return (
    `${printable(image).padEnd(width)}  ${paintLabel(label, colors)}${gap}` +
    `${formatPercent(score).padStart(7)}  ${colors.dim(others.join(', '))}\n`
  );
}
