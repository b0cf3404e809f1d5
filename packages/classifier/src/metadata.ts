import * as z from 'zod/mini';
import { MaskpredError } from '@maskpred/core';

const share = z.number().check(z.minimum(0), z.maximum(1));
/** Of the longest side that a network may ask for: 2048 x 2048 are 50 MB as float32; a file of a stranger could ask for all memory. */
const inputSize = z.number().check(z.int(), z.positive(), z.maximum(2048));

/** A share of correct answers with its 95 % Wilson interval. */
const proportionSchema = z.object({
  value: share,
  low: share,
  high: share,
  /** Pictures it was counted on. */
  size: z.number(),
});

const engineSchema = z.object({ name: z.string(), version: z.string() });

const metadataSchema = z.object({
  formatVersion: z.literal(1),
  labels: z.array(z.string()).check(z.minLength(2)),
  inputSize,
  pixelRange: z.tuple([z.number(), z.number()]),
  cropMargin: z.number().check(z.minimum(0)),
  backbone: z.string(),
  seed: z.number(),
  trainedAt: z.string(),
  packageVersion: z.string(),
  /** Absent in models written before it was recorded. */
  engines: z.optional(z.object({ features: engineSchema, training: engineSchema })),
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
 * added on each side; `engines` what looked at the pictures and what the training ran on, each with the version of ONNX Runtime (`onnx`)
 * or of TensorFlow.js (any other); `temperature` and `priors`
 * (how often each label comes up in use) are already folded into the last layer, and `threshold` is the score of the best of
 * two labels at which it wins, 0.5 in every model written so far; `metrics` are of the pictures kept out of training.
 */
export type ModelMetadata = z.infer<typeof metadataSchema>;

/** Where a model that another tool trained comes from. */
const originSchema = z.object({
  format: z.enum(['keras-h5', 'layers-model', 'teachable-machine']),
  /** Name of its file. */
  file: z.string(),
  /** Hexadecimal: of the .h5 file, or of the weights as float32 in the order of their manifest. Only of converted models. */
  sha256: z.optional(z.string()),
  /** Such as `keras 2.15.0`. */
  writtenBy: z.optional(z.string()),
});

const foreignMetadataSchema = z.object({
  formatVersion: z.literal(1),
  labels: z.array(z.string()).check(z.minLength(2)),
  inputSize,
  pixelRange: z.tuple([z.number(), z.number()]),
  cropMargin: z.number().check(z.minimum(0)),
  backbone: z.string(),
  threshold: share,
  origin: originSchema,
});

/**
 * What is known of a model that another tool trained: what a picture must look like before the network sees it, and what
 * the outputs mean, as in {@link ModelMetadata}; and `origin`, which only these have. How it was trained is not known.
 */
export type ForeignMetadata = z.infer<typeof foreignMetadataSchema>;

/** True for the metadata of a model that another tool trained. */
export function isForeignMetadata(metadata: ModelMetadata | ForeignMetadata): metadata is ForeignMetadata {
  return 'origin' in metadata;
}

/**
 * Checks the content of a metadata.json of either kind.
 * @param location - named in the message.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE that lists what is wrong.
 */
export function parseAnyMetadata(json: unknown, location: string): ModelMetadata | ForeignMetadata {
  const isForeign = typeof json === 'object' && json !== null && 'origin' in json;
  return isForeign ? parseWith(foreignMetadataSchema, json, location) : parseMetadata(json, location);
}

/**
 * Checks the content of a metadata.json that `maskpred train` wrote.
 * @param location - named in the message.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE that lists what is wrong.
 */
export function parseMetadata(json: unknown, location: string): ModelMetadata {
  return parseWith(metadataSchema, json, location);
}

function parseWith<T>(schema: z.ZodMiniType<T>, json: unknown, location: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new MaskpredError(
    'MODEL_INCOMPATIBLE',
    `${location}: ${path.map(String).join('.') || 'content'}: ${message}. ` +
      'It is damaged or was written by another version: copy the model folder again, or train it anew.',
  );
}
