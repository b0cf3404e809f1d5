import { type GroupMetrics, type LabelledPrediction, wilsonInterval } from '@maskpred/core';
import { balancedAccuracyOf, confusionOf, hitsOf } from './confusion.js';

/** The groups of `bySize`: shorter sides from `from` to below `to`, pixels. */
export const SIZE_GROUPS = Object.freeze([
  { name: '<16', from: 0, to: 16 },
  { name: '16-24', from: 16, to: 24 },
  { name: '24-48', from: 24, to: 48 },
  { name: '48-96', from: 48, to: 96 },
  { name: '>=96', from: 96, to: Infinity },
] as const);

/** The figures of each group of sizes that occurs, ascending; predictions without a size are in none. */
export function groupsBySize(
  predictions: readonly LabelledPrediction[],
  labels: readonly string[],
): GroupMetrics[] {
  return SIZE_GROUPS.flatMap(({ name, from, to }) => {
    const members = predictions.filter(({ size }) => size !== undefined && size >= from && size < to);
    return members.length === 0 ? [] : [metricsOf(name, members, labels)];
  });
}

/** The figures of each source that occurs, by its name; predictions without a source are in none. */
export function groupsBySource(
  predictions: readonly LabelledPrediction[],
  labels: readonly string[],
): GroupMetrics[] {
  const sources = new Set(predictions.flatMap(({ source }) => (source === undefined ? [] : [source])));
  return [...sources].sort().map((name) =>
    metricsOf(
      name,
      predictions.filter(({ source }) => source === name),
      labels,
    ),
  );
}

function metricsOf(
  name: string,
  members: readonly LabelledPrediction[],
  labels: readonly string[],
): GroupMetrics {
  const table = confusionOf(members, labels);
  return {
    name,
    accuracy: wilsonInterval(hitsOf(table), members.length),
    balancedAccuracy: balancedAccuracyOf(table),
  };
}
