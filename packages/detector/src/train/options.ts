import { assertArgument, type CallOptions } from '@maskpred/core';
import type { EngineName, ModelSource } from '@maskpred/core/tfjs';
import type { TrainProgress } from './progress.js';
import type { TrainFrom } from './trainable-network.js';

export interface TrainDetectorOptions extends CallOptions {
  /** Passes over the scenes with the heads alone. @default 24 */
  readonly epochs?: number;
  /** Passes over the scenes after that with a part of the body too. @default 0 */
  readonly fineTune?: number;
  /** First block of that part: 12 the last two blocks, 0 the whole network. Slow on `wasm` below 7. @default 7 */
  readonly fineTuneFrom?: number;
  /** Share of the scenes that is kept out for validation, 0 to 0.9, where a scene's `part` does not say. @default 0.2 */
  readonly val?: number;
  /** Altered copies of each scene, 0 to 100. The whole network is trained on new ones each time. @default 3 */
  readonly variants?: number;
  /** Scenes a step, 1 to 64. @default 8 */
  readonly batchSize?: number;
  /** Of the heads at the top of the schedule; the body learns at 0.3 of it, and fine-tuning at half. @default 0.002 */
  readonly learningRate?: number;
  /** Epochs without a better validation after which a phase ends. @default 8 */
  readonly patience?: number;
  /** The same seed, scenes and engine give the same detector. @default 1 */
  readonly seed?: number;
  /** Detector to start from: a model folder of this package. @default the one that ships */
  readonly start?: ModelSource;
  /** Folder for what the frozen layers make of the scenes, kept for the next run. @default memory */
  readonly cacheFolder?: string;
  /** Folder for the state after each epoch, from which the same call goes on after a crash. @default none */
  readonly checkpointFolder?: string;
  /** Ends training early: the detector of the best epoch so far is calibrated and returned. `signal` ends it without. */
  readonly stopSignal?: AbortSignal;
  /** Where the networks run. @default MASKPRED_ENGINE in Node, else 'auto' */
  readonly engine?: EngineName | 'auto';
  readonly onProgress?: (event: TrainProgress) => void;
}

/** The defaults of {@link TrainDetectorOptions}. */
export const TRAIN_DEFAULTS = Object.freeze({
  epochs: 24,
  fineTune: 0,
  fineTuneFrom: 7,
  val: 0.2,
  variants: 3,
  batchSize: 8,
  learningRate: 0.002,
  patience: 8,
  seed: 1,
});

/** Fine-tuning starts at twice smaller steps of the heads than training them did: they are good already. */
export const FINE_TUNE_SHARE = 0.5;
/** The body's rate as a share of the heads': its weights are good for much more than these scenes. */
export const BODY_SHARE = 0.3;
/** Blocks that training can start from; 13 has two inputs. */
const FROM = { min: 0, max: 12 };

/** What a training obeys, checked and complete. */
export type TrainSettings = Required<
  Pick<
    TrainDetectorOptions,
    'epochs' | 'fineTune' | 'val' | 'variants' | 'batchSize' | 'learningRate' | 'patience' | 'seed'
  >
> & { readonly fineTuneFrom: Exclude<TrainFrom, 'heads'> };

/**
 * The options with defaults filled in.
 * @throws {MaskpredError} INVALID_ARGUMENT for a value out of range.
 */
export function resolveTrainSettings(options: TrainDetectorOptions): TrainSettings {
  const names = Object.keys(TRAIN_DEFAULTS) as (keyof TrainSettings)[];
  const settings = Object.fromEntries(
    names.map((name) => [name, options[name] ?? TRAIN_DEFAULTS[name]]),
  ) as TrainSettings;
  assertWhole('epochs', settings.epochs, 0, 10_000);
  assertWhole('fineTune', settings.fineTune, 0, 10_000);
  assertArgument(
    settings.epochs + settings.fineTune > 0,
    'trainDetector: epochs and fineTune are both 0, so there is nothing to do.',
  );
  assertWhole('fineTuneFrom', settings.fineTuneFrom, FROM.min, FROM.max);
  assertWhole('variants', settings.variants, 0, 100);
  assertWhole('batchSize', settings.batchSize, 1, 64);
  assertWhole('patience', settings.patience, 1, 10_000);
  assertWhole('seed', settings.seed, 0, 2 ** 31 - 1);
  assertArgument(
    settings.val >= 0 && settings.val <= 0.9,
    `trainDetector: val is a share from 0 to 0.9, got ${String(settings.val)}.`,
  );
  assertArgument(
    settings.learningRate > 0 && settings.learningRate <= 1,
    `trainDetector: learningRate is a number above 0, at most 1, got ${String(settings.learningRate)}.`,
  );
  return settings;
}

function assertWhole(name: string, value: number, min: number, max: number): void {
  assertArgument(
    Number.isInteger(value) && value >= min && value <= max,
    `trainDetector: ${name} is a whole number from ${min} to ${max}, got ${String(value)}.`,
  );
}
