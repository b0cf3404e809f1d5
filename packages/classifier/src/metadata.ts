import * as z from 'zod/mini';
import { MaskpredError } from '@maskpred/core';

const share = z.number().check(z.minimum(0), z.maximum(1));

/** A share of correct answers with its 95 % Wilson interval. */
const proportionSchema = z.object({
  value: share,
  low: share,
  high: share,
  /** Pictures it was counted on. */
  size: z.number(),
});

const metadataSchema = z.object({
  formatVersion: z.literal(1),
  labels: z.array(z.string()).check(z.minLength(2)),
  inputSize: z.number().check(z.int(), z.positive()),
  pixelRange: z.tuple([z.number(), z.number()]),
  cropMargin: z.number().check(z.minimum(0)),
  backbone: z.string(),
  seed: z.number(),
  trainedAt: z.string(),
  packageVersion: z.string(),
  trainingSet: z.object({
    sha256: z.string(),
    size: z.number(),
    perLabel: z.record(z.string(), z.number()),
  }),
  metrics: z.optional(
    z.object({
      accuracy: proportionSchema,
      balancedAccuracy: share,
      recall: z.record(z.string(), proportionSchema),
      /** Rows are true labels, columns predicted ones, both in the order of `labels`. */
      confusion: z.array(z.array(z.number())),
    }),
  ),
  temperature: z.number().check(z.positive()),
  priors: z.record(z.string(), share),
  threshold: share,
});

/** {value, low, high, size}: see {@link ModelMetadata}. */
export type Proportion = z.infer<typeof proportionSchema>;

/**
 * `metadata.json` of a model folder: what a picture must look like before the network sees it, what the outputs mean,
 * and where the weights come from. `pixelRange` is what 0 and 255 become; `cropMargin` the share of a face box's size
 * added on each side; `temperature` and `priors`
 * (how often each label comes up in use) are already folded into the last layer, and `threshold` is the score of the best of
 * two labels at which it wins, 0.5 in every model written so far; `metrics` are of the pictures kept out of training.
 */
export type ModelMetadata = z.infer<typeof metadataSchema>;

/**
 * Checks the content of a metadata.json.
 * @param location - named in the message.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE that lists what is wrong.
 */
export function parseMetadata(json: unknown, location: string): ModelMetadata {
  const result = metadataSchema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new MaskpredError(
    'MODEL_INCOMPATIBLE',
    `${location}: ${path.map(String).join('.') || 'content'}: ${message}. ` +
      'It is damaged or was written by another version: copy the model folder again, or train it anew.',
  );
}
