import type { Box } from '@maskpred/core';
import * as z from 'zod/mini';
import type { DetectedPicture } from '../detect-picture.js';
import { type FailedPicture, isFailed } from '../picture-answer.js';
import { roundBox } from '../predict-lines.js';
import { roundScore } from '../scores.js';

const sceneLineSchema = z.object({
  image: z.string(),
  faces: z.array(
    z.object({
      box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
      score: z.number(),
      label: z.optional(z.string()),
      scores: z.optional(z.record(z.string(), z.number())),
    }),
  ),
});

/** A face as a line has it. */
export interface LineFace {
  readonly box: Box;
  /** Of the detector. */
  readonly score: number;
  /** Absent where the detector alone was asked. */
  readonly label?: string;
  /** Every label that the classifier knows; `[]` where the line does not say. */
  readonly known: readonly string[];
}

/** A line about a scene: of `predict --json`. */
export interface SceneLine {
  readonly image: string;
  readonly faces: readonly LineFace[];
}

/** One line of JSON, line break included: what `evaluate --detector-only --predictions` writes of a scene. */
export function formatFacesLine(answer: DetectedPicture | FailedPicture): string {
  if (isFailed(answer)) return `${JSON.stringify({ image: answer.image, error: answer.error })}\n`;
  const { image, width, height } = answer;
  const faces = answer.faces.map(({ box, score }) => ({ box: roundBox(box), score: roundScore(score) }));
  return `${JSON.stringify({ image, width, height, faces })}\n`;
}

/** What a parsed line says of a scene; undefined when it is none. */
export function readSceneLine(value: unknown): SceneLine | undefined {
  const result = sceneLineSchema.safeParse(value);
  if (!result.success) return undefined;
  const { image, faces } = result.data;
  return {
    image,
    faces: faces.map(({ box, score, label, scores = {} }) => ({
      box,
      score,
      ...(label === undefined ? {} : { label }),
      known: Object.keys(scores),
    })),
  };
}
