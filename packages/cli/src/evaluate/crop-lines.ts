import type { ClassScore, LabelledPrediction } from '@maskpred/core';
import * as z from 'zod/mini';
import type { ClassifiedPicture } from '../classify-lines.js';
import { type FailedPicture, isFailed } from '../picture-answer.js';
import { roundScore, scoresToObject } from '../scores.js';
import type { LabelledCrop } from './evaluation-set.js';

const cropLineSchema = z.object({
  image: z.string(),
  truth: z.optional(z.string()),
  label: z.string(),
  score: z.number(),
  scores: z.optional(z.record(z.string(), z.number())),
});

/** A line about a crop: of `evaluate --predictions`, or of `classify --json`, which knows no truth. */
export interface CropLine {
  readonly image: string;
  readonly truth?: string;
  readonly scores: readonly ClassScore[];
}

/** One line of JSON, line break included: what `evaluate --predictions` writes of a crop. */
export function formatCropLine(
  { image, size, source }: LabelledCrop,
  truth: string,
  answer: ClassifiedPicture | FailedPicture,
): string {
  if (isFailed(answer)) return `${JSON.stringify({ image, truth, error: answer.error })}\n`;
  const [best] = answer.scores;
  return `${JSON.stringify({
    image,
    truth,
    label: best.label,
    score: roundScore(best.score),
    scores: scoresToObject(answer.scores),
    size,
    source,
  })}\n`;
}

/** What a parsed line says of a crop; undefined when it is none. */
export function readCropLine(value: unknown): CropLine | undefined {
  const result = cropLineSchema.safeParse(value);
  if (!result.success) return undefined;
  const { image, truth, label, score, scores = { [label]: score } } = result.data;
  // Objects put names that are whole numbers first, and of equal scores the label is the best.
  const sorted = Object.entries(scores)
    .map(([name, value]): ClassScore => ({ label: name, score: value }))
    .sort((a, b) => b.score - a.score || Number(b.label === label) - Number(a.label === label));
  return { image, ...(truth === undefined ? {} : { truth }), scores: sorted };
}

/** What a line says of a crop whose label is known. */
export function toPrediction(
  { image, size, source }: LabelledCrop,
  truth: string,
  { scores }: CropLine,
): LabelledPrediction {
  return {
    image,
    truth,
    scores,
    ...(size === undefined ? {} : { size }),
    ...(source === undefined ? {} : { source }),
  };
}
