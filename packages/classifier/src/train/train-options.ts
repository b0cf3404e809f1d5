import { assertArgument, type CallOptions, type EpochRecord, type MaskpredError } from '@maskpred/core';
import type { EngineOptions, ModelSource } from '@maskpred/core/tfjs';
import type { EpochSettings } from './epoch-loop.js';
import type { Balance } from './examples.js';
import type { FeatureExtractor } from './extractor.js';
import type { Schedule } from './learning-rate.js';

/** What `trainClassifier` uses where nothing is given; why, is measured in the package README. */
export const TRAIN_DEFAULTS = Object.freeze({
  epochs: 50,
  /** Epochs of the second phase. */
  fineTune: 0,
  /** Block of MobileNetV2. */
  fineTuneFrom: 14,
  /** Share of the groups kept out. */
  val: 0.2,
  seed: 1,
  /** Augmented copies a picture. */
  variants: 3,
  balance: 'sampling' as Balance,
  schedule: 'cosine' as Schedule,
  labelSmoothing: 0.02,
  /** Of the head. */
  weightDecay: 1e-3,
  /** Epochs; 0 never stops early. */
  patience: 0,
  /** Of Adam, at its highest, for the head. */
  learningRate: 2e-3,
  /** The same for the second phase: low, since the weights are good already. */
  fineTuneLearningRate: 5e-5,
  /** Share of the box's size around it in the crops. */
  cropMargin: 0.15,
});

/** What is no option. */
const HEAD = { phase: 'head', batchSize: 128, examplesPerEpoch: Infinity, warmUp: 0 } as const;
const FINE_TUNE = {
  phase: 'fine-tune',
  batchSize: 32,
  examplesPerEpoch: 8192, // drawn anew each time: a set of any size has an epoch of minutes
  warmUp: 0.05,
  weightDecay: 0,
} as const;

/** One step of the work: what the backbone makes of the pictures first, then epochs. */
export type TrainProgress =
  | { readonly type: 'features-cached'; readonly done: number; readonly total: number }
  | { readonly type: 'sample-skipped'; readonly id: string; readonly error: MaskpredError }
  | { readonly type: 'conflict-found'; readonly conflict: LabelConflict }
  /** A checkpoint is gone on from; `epochsDone` are those of the phase. */
  | { readonly type: 'resumed'; readonly phase: string; readonly epochsDone: number }
  /** A checkpoint of other data or options, or a damaged one, is not gone on from. */
  | { readonly type: 'checkpoint-ignored'; readonly reason: 'other' | 'damaged' }
  /** `head` trains the last layer alone, `fine-tune` the last blocks with it; `epochs` are those of the phase. */
  | ({ readonly type: 'epoch-ended'; readonly epochs: number } & EpochRecord);

/** The same pixels under several labels: none of these pictures takes part. */
export interface LabelConflict {
  readonly ids: readonly string[];
  /** Sorted. */
  readonly labels: readonly string[];
}

export interface TrainOptions extends CallOptions, EngineOptions {
  /** In the order of the model's outputs. @default the labels of the samples, in alphabetical order */
  readonly labels?: readonly string[];
  /** Passes over the training part. @default 50 */
  readonly epochs?: number;
  /** Epochs of fine-tuning after the head, of at most 8,192 examples each. @default 0 */
  readonly fineTune?: number;
  /**
   * The first of MobileNetV2's blocks, 0 to 16, that fine-tuning changes; 0 is the whole network. The lower, the slower and
   * the larger the cache: what block 14 reads is 16 KB a picture or variant, block 13 38 KB, block 6 50 KB, block 1 400 KB.
   * @default 14
   */
  readonly fineTuneFrom?: number;
  /** Share of the groups kept out, 0 to 0.9; with 0 nothing is measured. @default 0.2 */
  readonly val?: number;
  /** Of split, variants and order. The same seed, pictures and engine give the same model. @default 1 */
  readonly seed?: number;
  /** Augmented copies of each picture of the training part. @default 3 */
  readonly variants?: number;
  /** What is done about rare labels. @default 'sampling' */
  readonly balance?: Balance;
  /** How the learning rate runs. @default 'cosine' */
  readonly schedule?: Schedule;
  /** Share of the truth that is spread over all labels, 0 to 0.5. @default 0.02 */
  readonly labelSmoothing?: number;
  /** Pulls the head's kernel towards 0 in the first phase. @default 0.001 */
  readonly weightDecay?: number;
  /**
   * A phase ends after so many epochs without a lower loss on the pictures kept out, and takes the best one; 0 for never. The
   * figures are then of pictures that had a say in when to stop, which flatters them a little. @default 0
   */
  readonly patience?: number;
  /** Of Adam in the first phase, at its highest. @default 0.002 */
  readonly learningRate?: number;
  /** Of Adam in the second phase, at its highest. @default 0.00005 */
  readonly fineTuneLearningRate?: number;
  /**
   * How often a label comes up in use, 0 to 1 each; labels that are not named share the rest equally. The scores are corrected
   * from the shares that training saw to these (Saerens et al. 2002, Neural Computation 14:21).
   * @default all alike
   */
  readonly priors?: Readonly<Record<string, number>>;
  /** Written to the metadata: how the crops were cut. @default 0.15 */
  readonly cropMargin?: number;
  /** What `readBackbone` reads. @default the shipped model's own backbone */
  readonly backbone?: ModelSource;
  /** Folder for what the backbone makes of pictures, which later runs reuse. @default memory only */
  readonly cacheFolder?: string;
  /**
   * File that is written after every epoch. Where it is there already, of the same samples and options, training goes on from
   * it, and ends with the same bits as if it had never been interrupted. Delete it once the result is stored.
   * @default none
   */
  readonly checkpoint?: string;
  /** Ends the training early, with the best epoch so far; rejects with its reason where there is none yet. */
  readonly stopSignal?: AbortSignal;
  /** Computes features, such as in several threads; it is closed when they are done. @default in this thread */
  readonly createExtractor?: () => Promise<FeatureExtractor>;
  /** Goes into the metadata. */
  readonly packageVersion?: string;
  readonly onProgress?: (event: TrainProgress) => void;
}

/** Options with their defaults, in range. */
export type TrainSettings = typeof TRAIN_DEFAULTS;

/** @throws {MaskpredError} INVALID_ARGUMENT. */
export function readSettings(options: TrainOptions): TrainSettings {
  const given = Object.entries(options).filter(
    ([name, value]) => name in TRAIN_DEFAULTS && value !== undefined,
  );
  const settings = { ...TRAIN_DEFAULTS, ...(Object.fromEntries(given) as Partial<TrainSettings>) };
  const assertWhole = (name: keyof TrainSettings, min: number, max = Infinity) => {
    const value = settings[name] as number;
    const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
    const fits = Number.isSafeInteger(value) && value >= min && value <= max;
    assertArgument(fits, `${name} is a whole number ${range}, got ${value}.`);
  };
  const assertRange = (name: keyof TrainSettings, min: number, max: number) => {
    const value = settings[name] as number;
    assertArgument(value >= min && value <= max, `${name} is a number from ${min} to ${max}, got ${value}.`);
  };
  assertWhole('epochs', 1);
  assertWhole('fineTune', 0);
  assertWhole('fineTuneFrom', 0, 16);
  assertWhole('seed', -Number.MAX_SAFE_INTEGER);
  assertWhole('variants', 0);
  assertWhole('patience', 0);
  assertRange('val', 0, 0.9);
  assertRange('labelSmoothing', 0, 0.5);
  assertRange('weightDecay', 0, 1);
  assertRange('learningRate', 1e-9, 1);
  assertRange('fineTuneLearningRate', 1e-9, 1);
  assertRange('cropMargin', 0, 10);
  assertChoice('balance', settings.balance, ['sampling', 'weights', 'none']);
  assertChoice('schedule', settings.schedule, ['cosine', 'constant']);
  return settings;
}

function assertChoice(name: string, value: string, choices: readonly string[]): void {
  assertArgument(choices.includes(value), `${name} is one of ${choices.join(', ')}, got ${value}.`);
}

/** How the head is trained. */
export function headSettings(settings: TrainSettings): EpochSettings {
  const { epochs, learningRate, weightDecay } = settings;
  return { ...HEAD, ...sharedSettings(settings), epochs, learningRate, weightDecay };
}

/** How the last blocks are trained. */
export function fineTuneSettings(settings: TrainSettings): EpochSettings {
  const { fineTune: epochs, fineTuneLearningRate: learningRate } = settings;
  return { ...FINE_TUNE, ...sharedSettings(settings), epochs, learningRate };
}

function sharedSettings({ schedule, balance, labelSmoothing, patience, seed }: TrainSettings) {
  return { schedule, balance, labelSmoothing, patience, seed };
}
