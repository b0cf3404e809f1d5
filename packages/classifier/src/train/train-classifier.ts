import { assertArgument, type CallOptions, MaskpredError } from '@maskpred/core';
import { type EngineOptions, type ModelSource, startEngine } from '@maskpred/core/tfjs';
import { openFeatureCache } from '@maskpred/core/train';
import { join } from 'node:path';
import type { ModelMetadata } from '../metadata.js';
import { SHIPPED_MODEL } from '../shipped-model.js';
import { AUGMENTATION } from './augment.js';
import {
  BACKBONE_NAME,
  FEATURE_LENGTH,
  INPUT_SIZE,
  type PrecisionOf,
  TAIL_INPUT_LENGTH,
  type Weights,
} from './backbone.js';
import { cacheFeatures, loadFeatureNetwork, type SampleFeatures, type TrainingSample } from './features.js';
import { sha256, shareOf } from './hash.js';
import type { EpochLogs } from './epoch-logs.js';
import type { Example } from './examples.js';
import { predictLogits, trainHead } from './head.js';
import { fineTune, predictTailLogits, TAIL_LAYERS } from './fine-tune.js';
import { logLoss, measure, softmaxRows } from './metrics.js';
import { completePriors, correctLogits } from './priors.js';
import { readBackbone } from './read-backbone.js';
import { buildModelFolder, type ModelFolder } from './model-folder.js';

/** What {@link trainClassifier} uses where nothing is given. */
export const TRAIN_DEFAULTS = Object.freeze({
  epochs: 50,
  /** Epochs of the second phase. */
  fineTune: 0,
  /** Share of the groups kept out. */
  val: 0.2,
  seed: 1,
  /** Augmented copies a picture. */
  variants: 3,
  /** Share of the box's size around it in the crops. */
  cropMargin: 0.15,
});

/** `head` trains the last layer alone, `fine-tune` the last blocks with it. */
export type EpochPhase = 'head' | 'fine-tune';

/** One step of the work: feature vectors first, then epochs. */
export type TrainProgress =
  | { readonly type: 'features-cached'; readonly done: number; readonly total: number }
  | { readonly type: 'sample-skipped'; readonly id: string; readonly error: MaskpredError }
  | ({ readonly type: 'epoch-ended'; readonly phase: EpochPhase } & EpochLogs);

export interface TrainOptions extends CallOptions, EngineOptions {
  /** In the order of the model's outputs. @default the labels of the samples, in alphabetical order */
  readonly labels?: readonly string[];
  /** Passes over the training part. @default 50 */
  readonly epochs?: number;
  /** Epochs of fine-tuning blocks 14 to 16 after the head. @default 0 */
  readonly fineTune?: number;
  /** Share of the groups kept out to measure on, 0 to 0.9; with 0 nothing is measured. @default 0.2 */
  readonly val?: number;
  /** Of split, variants and order. The same seed and pictures give the same model. @default 1 */
  readonly seed?: number;
  /** Augmented copies of each picture of the training part. @default 3 */
  readonly variants?: number;
  /**
   * How often a label comes up in use, 0 to 1 each; labels that are not named share the rest equally. Training draws all
   * labels equally often, and the scores are corrected to these shares (Saerens et al. 2002, Neural Computation 14:21).
   * @default all alike
   */
  readonly priors?: Readonly<Record<string, number>>;
  /** Written to the metadata: how the crops were cut. @default 0.15 */
  readonly cropMargin?: number;
  /** What {@link readBackbone} reads. @default the shipped model's own backbone */
  readonly backbone?: ModelSource;
  /** Folder for feature vectors, which later runs reuse. @default memory only */
  readonly cacheFolder?: string;
  /** Goes into the metadata. */
  readonly packageVersion?: string;
  readonly onProgress?: (event: TrainProgress) => void;
}

export interface TrainResult {
  /** Write these files to a folder, and `loadClassifier(folder)` reads it. */
  readonly folder: ModelFolder;
  readonly metadata: ModelMetadata;
  readonly history: readonly EpochLogs[];
}

/** Kernels keep the 8 bits that they were trained for; those that fine-tuning changes get 16. Biases and the head are float32. */
const precisionOf: PrecisionOf = (name) =>
  TAIL_LAYERS.some((layer) => name.startsWith(`${layer}/`)) ? 'float16' : 'uint8';

/**
 * Trains a head on the feature vectors of a frozen MobileNetV2 and then, with `fineTune`, its last blocks as well:
 * transfer learning in two phases.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for options out of range, UNKNOWN_LABEL for a sample whose label is not in
 * `labels`, EMPTY_SPLIT when a label has no picture to train on, WRITE_FAILED when the cache folder is full, and what
 * loading the backbone throws. Rejects with `signal.reason` when aborted; cached vectors are kept.
 * @example
 * const { folder, metadata } = await trainClassifier(samples, { epochs: 50, seed: 1 });
 * console.log(metadata.metrics.accuracy); // { value: 0.9953, low: 0.9879, high: 0.9982, size: 636 }
 */
export async function trainClassifier(
  samples: readonly TrainingSample[],
  options: TrainOptions = {},
): Promise<TrainResult> {
  const {
    epochs,
    fineTune: fineTuneEpochs,
    val,
    seed,
    variants,
    cropMargin,
  } = { ...TRAIN_DEFAULTS, ...definedOf(options) };
  const { signal, onProgress = () => undefined } = options;
  assertArgument(
    Number.isInteger(epochs) && epochs >= 1,
    `epochs is a whole number of at least 1, got ${epochs}.`,
  );
  assertArgument(val >= 0 && val <= 0.9, `val is a share from 0 to 0.9, got ${val}.`);
  assertArgument(Number.isInteger(seed), `seed is a whole number, got ${seed}.`);
  assertArgument(
    Number.isInteger(variants) && variants >= 0,
    `variants is a whole number from 0, got ${variants}.`,
  );
  const labels = options.labels ?? [...new Set(samples.map((s) => s.label))].sort();
  assertLabels(labels, samples);
  const priors = completePriors(labels, options.priors ?? {});

  const ordered = [...samples].sort((a, b) => (a.id < b.id ? -1 : 1));
  const isHeld = (sample: TrainingSample) =>
    sample.part ? sample.part === 'val' : val > 0 && shareOf(seed, sample.group ?? sample.id) < val;
  await startEngine(options);
  const weights = await readBackbone(options.backbone ?? SHIPPED_MODEL);
  const cache = await openFeatureCache(
    options.cacheFolder && join(options.cacheFolder, hashWeights(weights)),
    FEATURE_LENGTH + TAIL_INPUT_LENGTH,
  );
  const network = await loadFeatureNetwork(weights, precisionOf);
  let cached: SampleFeatures[];
  try {
    cached = await cacheFeatures(ordered, (sample) => (isHeld(sample) ? 0 : variants), network, cache, {
      seed,
      signal,
      progress: {
        onSample: (done) => onProgress({ type: 'features-cached', done, total: ordered.length }),
        onSkip: ({ id }, error) => onProgress({ type: 'sample-skipped', id, error }),
      },
    });
  } finally {
    network.dispose();
  }

  const toExamples = ({ sample, keys }: SampleFeatures): Example[] =>
    keys.map((key) => ({ key, label: labels.indexOf(sample.label) }));
  const trained = cached.filter(({ sample }) => !isHeld(sample));
  const held = cached.filter(({ sample }) => isHeld(sample)).flatMap(toExamples);
  assertEveryLabel(labels, trained);
  const history: EpochLogs[] = [];
  const examples = trained.flatMap(toExamples);
  const phase = (name: EpochPhase, count: number) => ({
    epochs: count,
    seed,
    signal,
    onEpochEnd(logs: EpochLogs) {
      history.push(logs);
      onProgress({ type: 'epoch-ended', phase: name, ...logs });
    },
  });
  const head = await trainHead(examples, held, labels.length, cache, phase('head', epochs));
  const tuned =
    fineTuneEpochs > 0
      ? await fineTune(weights, head, examples, held, cache, phase('fine-tune', fineTuneEpochs))
      : undefined;

  const truth = held.map(({ label }) => label);
  const logits = tuned
    ? predictTailLogits(tuned.weights, tuned.head, held, cache)
    : predictLogits(head, held, cache);
  const temperature = held.length > 0 ? fitTemperature(logits, truth, labels.length) : 1;
  const corrected = correctLogits(logits, temperature, priors);
  const metadata: ModelMetadata = {
    formatVersion: 1,
    labels: [...labels],
    inputSize: INPUT_SIZE,
    pixelRange: [-1, 1],
    cropMargin,
    backbone: BACKBONE_NAME,
    seed,
    trainedAt: new Date().toISOString(),
    packageVersion: options.packageVersion ?? 'unknown',
    trainingSet: describeSet(labels, trained),
    ...(held.length > 0 ? { metrics: measure(labels, truth, corrected) } : {}),
    temperature,
    priors: Object.fromEntries(labels.map((label, i) => [label, priors[i]!])),
    threshold: 0.5,
  };
  const folder = buildModelFolder(tuned?.weights ?? weights, precisionOf, tuned?.head ?? head, metadata);
  return { folder, metadata, history };
}

/** Temperature scaling (Guo et al. 2017, arXiv:1706.04599): the divisor of the logits that makes the kept-out labels likeliest. */
function fitTemperature(logits: Float32Array, truth: readonly number[], labelCount: number): number {
  const grid = Array.from({ length: 81 }, (_, i) => 2 ** ((i - 40) / 20)); // 0.25 to 4, 3.5 % apart
  const losses = grid.map((t) => logLoss(softmaxRows(logits, labelCount, t), truth, labelCount));
  return Math.round(grid[losses.indexOf(Math.min(...losses))]! * 1e3) / 1e3;
}

function describeSet(
  labels: readonly string[],
  trained: readonly SampleFeatures[],
): ModelMetadata['trainingSet'] {
  const lines = trained.map(({ sample, sha256: hash }) => `${sample.label} ${hash}`).sort();
  const count = (label: string) => trained.filter(({ sample }) => sample.label === label).length;
  return {
    sha256: sha256(lines.join('\n')),
    size: trained.length,
    perLabel: Object.fromEntries(labels.map((label) => [label, count(label)])),
  };
}

/** Feature vectors hold for one backbone and one recipe of augmentation. */
function hashWeights(weights: Weights): string {
  const parts = [...weights].filter(([name]) => !name.startsWith('head/') && !name.startsWith('Logits/'));
  const bytes = parts.flatMap(([name, { values }]) => [
    name,
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  ]);
  return sha256(JSON.stringify(AUGMENTATION), ...bytes).slice(0, 16);
}

function assertLabels(labels: readonly string[], samples: readonly TrainingSample[]): void {
  assertArgument(
    labels.length >= 2,
    `Training needs at least two labels, got: ${labels.join(', ') || 'none'}.`,
  );
  const stranger = samples.find(({ label }) => !labels.includes(label));
  if (stranger) {
    throw new MaskpredError(
      'UNKNOWN_LABEL',
      `${stranger.id}: its label "${stranger.label}" is not one of ${labels.join(', ')}. Rename the folder or add the label.`,
    );
  }
}

function assertEveryLabel(labels: readonly string[], trained: readonly SampleFeatures[]): void {
  const missing = labels.find((label) => !trained.some(({ sample }) => sample.label === label));
  if (missing !== undefined) {
    throw new MaskpredError(
      'EMPTY_SPLIT',
      `No readable picture of "${missing}" is left to train on. Add some, or lower --val.`,
    );
  }
}

/** Without the keys whose value is undefined, so that they do not hide defaults. */
function definedOf<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
