import type { Box } from './box.js';
import type { ClassScore } from './classification.js';

/**
 * What evaluations put out as JSON and reports take in: the classifier and the detector measure, the report draws, and
 * neither knows the other. Every share is 0 to 1; intervals are of 95 %.
 */

/** A number with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A share of counted things with its 95 % interval. */
export interface Proportion extends Estimate {
  /** How many it was counted on. */
  readonly size: number;
}

/** One picture, what it shows, and what a classifier said: a line of `evaluate --predictions` on an ImageFolder. */
export interface LabelledPrediction {
  /** Path of the picture below the evaluated folder, with `/` between its parts. */
  readonly image: string;
  readonly truth: string;
  /** Every label, by score, descending; they sum to 1. */
  readonly scores: readonly ClassScore[];
  /** Shorter side of the crop, pixels of the picture. */
  readonly size?: number;
  /** Where the picture comes from: a dataset, a site, a camera. */
  readonly source?: string;
}

/** How one label fares against all others. */
export interface LabelMetrics {
  readonly label: string;
  /** Pictures that truly have it. */
  readonly support: number;
  readonly precision: Proportion;
  readonly recall: Proportion;
  /** Harmonic mean of the two; the interval is bootstrapped. */
  readonly f1: Estimate;
  /** Area under the precision-recall curve, as average precision. */
  readonly averagePrecision: number;
  /** Area under the ROC curve; absent when all or no pictures have the label. */
  readonly rocAuc?: number;
}

/** Counts become shares at one threshold on a label's score: what is at or above it is called the label. */
export interface ThresholdPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly falsePositiveRate: number;
}

/** By threshold, descending; at most 200 points, the first and the last included. */
export interface LabelCurve {
  readonly label: string;
  readonly points: readonly ThresholdPoint[];
}

/** Predictions whose best score lies in one range. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  /** Mean of the best scores. */
  readonly confidence: number;
  /** Share of them that are right. */
  readonly accuracy: number;
  readonly size: number;
}

/** Whether a score of 0.9 is right nine times in ten. */
export interface Calibration {
  /** Expected calibration error (Naeini et al. 2015) over the bins. */
  readonly ece: number;
  /** Equal-mass bins: each holds as many predictions as the next. */
  readonly bins: readonly CalibrationBin[];
}

/** The figures of a part of the pictures, such as one size of face or one source. */
export interface GroupMetrics {
  readonly name: string;
  readonly accuracy: Proportion;
  /** Mean recall of the labels that occur. */
  readonly balancedAccuracy: number;
}

/** What `evaluate` says of labelled crops. */
export interface ClassificationEvaluation {
  readonly formatVersion: 1;
  readonly kind: 'classification';
  /** In the order of rows and columns of `confusion`. */
  readonly labels: readonly string[];
  /** Pictures evaluated. */
  readonly size: number;
  readonly accuracy: Proportion;
  /** Mean recall of the labels that occur; the interval is bootstrapped. */
  readonly balancedAccuracy: Estimate;
  /** Mean negative log-likelihood, natural logarithm. */
  readonly logLoss: number;
  readonly perLabel: readonly LabelMetrics[];
  /** Rows are true labels, columns predicted ones. */
  readonly confusion: readonly (readonly number[])[];
  readonly curves: readonly LabelCurve[];
  readonly calibration: Calibration;
  /** Before temperature scaling, where that is known. */
  readonly uncalibrated?: Calibration;
  /** By shorter side of the crop; `[]` where sizes are unknown. */
  readonly bySize: readonly GroupMetrics[];
  /** `[]` where sources are unknown. */
  readonly bySource: readonly GroupMetrics[];
}

/** Where a detection went wrong, or that it did not. */
export type SceneOutcome = 'right' | 'wrong-label' | 'missed-face' | 'false-face';

/** One labelled face or one detection of a scene, and what became of it. */
export interface SceneFinding {
  readonly image: string;
  readonly outcome: SceneOutcome;
  /** Pixels: the labelled box, or the detected one of a false face. */
  readonly box: Box;
  readonly truth?: string;
  readonly predicted?: string;
  /** Of the detection. */
  readonly score?: number;
}

/** Faces of one smallest size: shorter side in pixels at or above `minSize`; smaller ones count neither way. */
export interface SceneSizeMetrics {
  readonly minSize: number;
  /** Labelled faces. */
  readonly faces: number;
  readonly recall: Proportion;
  readonly precision: Proportion;
  /** Of the faces alone, whatever their label: area under the interpolated precision-recall curve. */
  readonly faceAp: number;
  /** By label; absent with `--detector-only`. */
  readonly labelAp?: readonly { readonly label: string; readonly ap: number; readonly faces: number }[];
  /** Mean of `labelAp`. */
  readonly map50?: number;
  /** Share of the found faces whose label is right. */
  readonly labelAccuracy?: Proportion;
  /** Mean, over the labels that count as themselves, of the share of found faces whose label is right. */
  readonly balancedLabelAccuracy?: number;
  /** Share of the found faces of each true label whose label is right; labels that count as another one included. */
  readonly labelAccuracyByTruth?: readonly { readonly label: string; readonly accuracy: Proportion }[];
  /** Recall of the faces of each true label. */
  readonly recallByLabel: readonly { readonly label: string; readonly recall: Proportion }[];
  readonly errors: { readonly missed: number; readonly falseFaces: number; readonly wrongLabels: number };
  /** Of the faces, by score, descending; at most 200 points. */
  readonly curve: readonly { readonly score: number; readonly precision: number; readonly recall: number }[];
}

/** What `evaluate` says of whole scenes. */
export interface SceneEvaluation {
  readonly formatVersion: 1;
  readonly kind: 'scenes';
  readonly labels: readonly string[];
  /** True labels that count as another one, such as `incorrect-mask` as `no-mask`; absent where none does. */
  readonly labelMap?: Readonly<Record<string, string>>;
  /** Scenes evaluated. */
  readonly size: number;
  /** Detections below it count for average precision only. */
  readonly minScore: number;
  /** Overlap at which a detection is a face. */
  readonly minIou: number;
  /** One entry a smallest size, ascending. */
  readonly bySize: readonly SceneSizeMetrics[];
  /** Median time a picture, milliseconds, where it was measured. */
  readonly medianMs?: number;
}

/** One epoch of any training. */
export interface EpochRecord {
  /** `head`, `fine-tune`, … */
  readonly phase: string;
  /** From 0, in its phase. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy?: number;
  readonly valLoss?: number;
  readonly valAccuracy?: number;
  /** Of validation scenes, for detectors. */
  readonly valAp?: number;
  readonly learningRate: number;
  readonly durationMs: number;
}
