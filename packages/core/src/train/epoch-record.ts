import * as z from 'zod/mini';
import type { EpochRecord } from '../evaluation.js';

const epochSchema = z.object({
  phase: z.string(),
  epoch: z.int(),
  loss: z.number(),
  accuracy: z.optional(z.number()),
  valLoss: z.optional(z.number()),
  valAccuracy: z.optional(z.number()),
  valAp: z.optional(z.number()),
  learningRate: z.number(),
  durationMs: z.number(),
});

/** Whether a value, such as one from a checkpoint, is the history of a training. */
export function isHistory(value: unknown): value is EpochRecord[] {
  return z.array(epochSchema).safeParse(value).success;
}
