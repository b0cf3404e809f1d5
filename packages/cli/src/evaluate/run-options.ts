import { pickForeignOptions } from '../foreign-options.js';
import type { ClassifierSettings } from '../load-classifier-of.js';
import type { ReadSetOptions } from './evaluation-set.js';
import type { Gate } from './gates.js';

/** What `evaluate` was asked for. */
export interface EvaluateOptions extends ReadSetOptions, ClassifierSettings {
  /** `ssd`, or the model folder of one that was trained. */
  readonly detector?: string;
  readonly inputSize?: number;
  readonly tiles?: true;
  readonly int8?: true;
  /** Threads. */
  readonly concurrency: number;
  /** Detections below it count for average precision only. */
  readonly minScore?: number;
  /** Smallest sizes of faces, pixels. */
  readonly sizes?: readonly number[];
  readonly detectorOnly?: true;
  /** Whether faces marked as difficult are ignored. */
  readonly ignoreDifficult?: true;
  /** True labels that count as another one. */
  readonly as: ReadonlyMap<string, string>;
  /** File of lines of an earlier run. */
  readonly from?: string;
  /** File to write the lines to. */
  readonly predictions?: string;
  /** File to write the report to. */
  readonly report?: string;
  /** Folder for everything. */
  readonly out?: string;
  readonly gate: readonly Gate[];
  readonly json?: true;
}

/** What loads the classifier. */
export function pickClassifierSettings(options: EvaluateOptions): ClassifierSettings {
  const { model, engine } = options;
  return {
    ...(model === undefined ? {} : { model }),
    ...(engine === undefined ? {} : { engine }),
    ...pickForeignOptions(options),
  };
}
