import {
  averagePrecision,
  type CountTable,
  type Estimate,
  type LabelCurve,
  type LabelledPrediction,
  type LabelMetrics,
  rankHits,
  type RankPoint,
  rocArea,
  thinOut,
  wilsonInterval,
} from '@maskpred/core';
import { columnSize, rowSize } from './confusion.js';

/** Points of a curve at most, as {@link LabelCurve} has it. */
const MAX_CURVE_POINTS = 200;

/** How one label fares against all others, with its threshold sweep where it occurs. */
export interface LabelFigures {
  readonly metrics: LabelMetrics;
  readonly curve?: LabelCurve;
}

/**
 * The figures of one label.
 * @param confusion - of the predictions.
 * @param column - the label's place in it.
 */
export function labelFigures(
  label: string,
  predictions: readonly LabelledPrediction[],
  { confusion, column, f1 }: { confusion: CountTable; column: number; f1: Estimate },
): LabelFigures {
  const support = rowSize(confusion, column);
  const hits = confusion[column]![column]!;
  const points = rankHits(
    predictions.map(({ truth, scores }) => ({
      score: scores.find((candidate) => candidate.label === label)?.score ?? 0,
      isHit: truth === label,
    })),
  );
  const rocAuc = rocArea(points);
  const metrics: LabelMetrics = {
    label,
    support,
    precision: wilsonInterval(hits, columnSize(confusion, column)),
    recall: wilsonInterval(hits, support),
    f1,
    averagePrecision: averagePrecision(points, support),
    ...(rocAuc === undefined ? {} : { rocAuc }),
  };
  return support === 0 ? { metrics } : { metrics, curve: curveOf(label, points) };
}

function curveOf(label: string, points: readonly RankPoint[]): LabelCurve {
  const last = points[points.length - 1]!;
  return {
    label,
    points: thinOut(points, MAX_CURVE_POINTS).map(({ score, hits, misses }) => ({
      threshold: score,
      precision: hits / (hits + misses),
      recall: hits / last.hits,
      falsePositiveRate: misses / Math.max(1, last.misses),
    })),
  };
}
