import {
  assertArgument,
  BOOTSTRAP_DEFAULTS,
  bootstrapIntervals,
  type BootstrapOptions,
  type Calibration,
  CALIBRATION_BINS,
  calibrationOf,
  type ClassificationEvaluation,
  type LabelledPrediction,
  wilsonInterval,
} from '@maskpred/core';
import { balancedAccuracyOf, confusionOf, f1Of, hitsOf, predictedLabel } from './confusion.js';
import { groupsBySize, groupsBySource } from './group-metrics.js';
import { labelFigures } from './label-metrics.js';

/** What {@link evaluateClassifications} uses where nothing is given. */
export const EVALUATION_DEFAULTS = Object.freeze({ ...BOOTSTRAP_DEFAULTS, bins: CALIBRATION_BINS });

/** Of the bootstrap: `seed` and `resamples`. */
export interface EvaluateClassificationsOptions extends BootstrapOptions {
  /**
   * The classifier's labels, which come first in the evaluation; others that occur follow by name.
   * @default all that occur, by name
   */
  readonly labels?: readonly string[];
  /** Equal-mass bins of the calibration. @default 15 */
  readonly bins?: number;
  /** The same pictures with their scores before temperature scaling; makes `uncalibrated`. */
  readonly uncalibrated?: readonly LabelledPrediction[];
}

/** A score below it counts as this much in the log loss, which is infinite for a true label of score 0. */
const SMALLEST_SCORE = 1e-7;

/**
 * How good a classifier is by what it said of labelled pictures: accuracy, balanced accuracy, confusion, precision, recall,
 * F1, average precision and ROC area of each label, threshold sweeps, calibration, and results by size and source. Shares of
 * counted pictures have intervals after Wilson, balanced accuracy and F1 by a bootstrap. The order of the predictions does
 * not matter. A true label that the classifier does not have is an error of the classifier each time.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a prediction without scores, or numbers of bins or resamples out of range.
 * @example
 * const { accuracy } = evaluateClassifications([
 *   { image: 'a.jpg', truth: 'mask', scores: [{ label: 'mask', score: 0.9 }, { label: 'no-mask', score: 0.1 }] },
 *   { image: 'b.jpg', truth: 'no-mask', scores: [{ label: 'mask', score: 0.6 }, { label: 'no-mask', score: 0.4 }] },
 * ]);
 * console.log(accuracy.value, accuracy.size); // 0.5 2
 */
export function evaluateClassifications(
  predictions: readonly LabelledPrediction[],
  options: EvaluateClassificationsOptions = {},
): ClassificationEvaluation {
  const { labels: given = [], bins, uncalibrated, seed, resamples } = { ...EVALUATION_DEFAULTS, ...options };
  for (const { image, scores } of predictions) {
    assertArgument(
      scores.length > 0,
      `evaluateClassifications: the prediction of ${image} has no scores. Give one for each label, best first.`,
    );
  }
  const labels = allLabels(predictions, given);
  const confusion = confusionOf(predictions, labels);
  const [balancedAccuracy, ...f1] = bootstrapIntervals(
    confusion,
    (table) => [balancedAccuracyOf(table), ...labels.map((_, i) => f1Of(table, i))],
    { seed, resamples },
  );
  const figures = labels.map((label, column) =>
    labelFigures(label, predictions, { confusion, column, f1: f1[column]! }),
  );
  return {
    formatVersion: 1,
    kind: 'classification',
    labels,
    size: predictions.length,
    accuracy: wilsonInterval(hitsOf(confusion), predictions.length),
    balancedAccuracy: balancedAccuracy!,
    logLoss: logLossOf(predictions),
    perLabel: figures.map(({ metrics }) => metrics),
    confusion,
    curves: figures.flatMap(({ curve }) => (curve ? [curve] : [])),
    calibration: calibrate(predictions, bins),
    ...(uncalibrated ? { uncalibrated: calibrate(uncalibrated, bins) } : {}),
    bySize: groupsBySize(predictions, labels),
    bySource: groupsBySource(predictions, labels),
  };
}

function allLabels(predictions: readonly LabelledPrediction[], given: readonly string[]): string[] {
  const met = predictions.flatMap(({ truth, scores }) => [truth, ...scores.map(({ label }) => label)]);
  const others = [...new Set(met)].filter((label) => !given.includes(label));
  return [...given, ...others.sort()];
}

/** Sorted before it is summed, so that the order of the input does not show in the last digits. */
function logLossOf(predictions: readonly LabelledPrediction[]): number {
  const losses = predictions.map(({ truth, scores }) => {
    const score = scores.find(({ label }) => label === truth)?.score ?? 0;
    return -Math.log(Math.max(SMALLEST_SCORE, score));
  });
  return losses.sort((a, b) => a - b).reduce((sum, loss) => sum + loss, 0) / Math.max(1, losses.length);
}

function calibrate(predictions: readonly LabelledPrediction[], bins: number): Calibration {
  const confidences = predictions.map((prediction) => ({
    score: Math.max(...prediction.scores.map(({ score }) => score)),
    isRight: predictedLabel(prediction) === prediction.truth,
  }));
  return calibrationOf(confidences, bins);
}
