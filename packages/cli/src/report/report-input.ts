import type {
  ClassificationEvaluation,
  EpochRecord,
  LabelledPrediction,
  SceneEvaluation,
  SceneFinding,
} from '@maskpred/core';
import type { EngineName, ModelSource } from '@maskpred/core/tfjs';
import type { ModelMetadata } from '@maskpred/classifier';

/** The files of a report by name, as they go into a model folder or into the folder of `evaluate --out`. */
export type ReportFiles = Readonly<Record<string, string | Uint8Array>>;

/** A picture that was left out, and why. */
export interface LeftOut {
  readonly image: string;
  readonly message: string;
}

/** The same picture under several labels. */
export interface LabelConflict {
  readonly images: readonly string[];
  readonly labels: readonly string[];
}

/** What a command was told: written into the report as it is; what is undefined is left out. */
export type ReportedOptions = Readonly<Record<string, string | number | boolean | undefined>>;

/** What was done, for every kind of report. */
export interface RunFacts {
  /** The folder that was trained or measured on, as the user named it. */
  readonly data: string;
  readonly options: ReportedOptions;
  /** Versions of what took part, such as `{ maskpred: '0.2.0', 'TensorFlow.js': '4.22.0' }`. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Of the whole run, milliseconds. */
  readonly durationMs?: number;
  readonly engine?: string;
  readonly skipped?: readonly LeftOut[];
  readonly conflicts?: readonly LabelConflict[];
}

export interface TrainingReportInput extends RunFacts {
  /** What `metadata.json` of the model will hold. */
  readonly metadata: ModelMetadata;
  readonly history: readonly EpochRecord[];
  /** Of the pictures kept out; absent where nothing was. */
  readonly evaluation?: ClassificationEvaluation;
  /** Pictures a label, in the order of the labels: trained on, and kept out to measure on. */
  readonly counts: readonly { readonly label: string; readonly train: number; readonly heldOut: number }[];
}

export interface EvaluationReportInput extends RunFacts {
  readonly evaluation: ClassificationEvaluation;
  /** The model, as the user named it. @default 'the model that ships' */
  readonly model?: string;
}

export interface SceneReportInput extends RunFacts {
  readonly evaluation: SceneEvaluation;
  /** Detector and classifier, as the user named them. */
  readonly models?: readonly string[];
  /** Of a detector that was just trained. */
  readonly history?: readonly EpochRecord[];
}

/** What a gallery of pictures is made from. */
interface GalleryInput {
  /** The folder that the paths of the pictures are below. */
  readonly root: string;
  readonly signal: AbortSignal;
  /** One more picture is drawn, of `total`. */
  readonly onPicture?: (done: number, total: number) => void;
}

export interface MistakesInput extends GalleryInput {
  /** All of them; the wrong ones are picked out here. */
  readonly predictions: readonly LabelledPrediction[];
  /** The model whose answers they are: draws the attention maps. @default the model that ships */
  readonly model?: ModelSource;
  readonly engine?: EngineName | 'auto';
}

export interface SceneErrorsInput extends GalleryInput {
  /** All of them; the wrong ones are picked out here. `image` is the path of the picture below `root`. */
  readonly findings: readonly SceneFinding[];
}
