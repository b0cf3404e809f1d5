import { assertArgument } from '../error.js';
import type { Calibration, CalibrationBin } from '../evaluation.js';

/** A prediction: how sure of its best label, 0 to 1, and whether that is right. */
export interface Confidence {
  readonly score: number;
  readonly isRight: boolean;
}

/** Bins of {@link calibrationOf}, as in Guo et al. 2017 (ICML 70:1321). */
export const CALIBRATION_BINS = 15;

/**
 * The expected calibration error (Naeini et al. 2015, AAAI 29:2901) over equal-mass bins: the predictions by score, cut into
 * bins of the same size, the first ones holding one more where they do not come out even. Predictions of equal score share
 * their hits evenly, so that the order of the input does not matter.
 * @param binCount - fewer are made where there are fewer predictions. @default 15
 * @throws {MaskpredError} INVALID_ARGUMENT unless `binCount` is a whole number of at least 1.
 */
export function calibrationOf(
  predictions: readonly Confidence[],
  binCount: number = CALIBRATION_BINS,
): Calibration {
  assertArgument(
    Number.isInteger(binCount) && binCount >= 1,
    `calibrationOf: binCount is a whole number of at least 1, got ${String(binCount)}.`,
  );
  const sorted = shareHits(predictions);
  const count = Math.min(binCount, sorted.length);
  const size = Math.floor(sorted.length / count);
  const edge = (bin: number) => bin * size + Math.min(bin, sorted.length % count);
  const bins = Array.from({ length: count }, (_, bin) => binOf(sorted.slice(edge(bin), edge(bin + 1))));
  const ece = bins.reduce(
    (sum, bin) => sum + (Math.abs(bin.confidence - bin.accuracy) * bin.size) / sorted.length,
    0,
  );
  return { ece, bins };
}

interface SharedHit {
  readonly score: number;
  /** Share of the predictions of this score that are right. */
  readonly hit: number;
}

/** By score, ascending. */
function shareHits(predictions: readonly Confidence[]): SharedHit[] {
  const byScore = new Map<number, { size: number; hits: number }>();
  for (const { score, isRight } of predictions) {
    const { size, hits } = byScore.get(score) ?? { size: 0, hits: 0 };
    byScore.set(score, { size: size + 1, hits: hits + Number(isRight) });
  }
  return [...byScore]
    .sort(([a], [b]) => a - b)
    .flatMap(([score, { size, hits }]) => Array.from({ length: size }, () => ({ score, hit: hits / size })));
}

function binOf(members: readonly SharedHit[]): CalibrationBin {
  const size = members.length;
  return {
    low: members[0]!.score,
    high: members[size - 1]!.score,
    confidence: members.reduce((sum, { score }) => sum + score, 0) / size,
    accuracy: members.reduce((sum, { hit }) => sum + hit, 0) / size,
    size,
  };
}
