import type { CountTable, LabelledPrediction } from '@maskpred/core';

/** The label that a prediction comes to: the one with the highest score, the first of equals. */
export function predictedLabel({ scores }: LabelledPrediction): string {
  return scores.reduce((best, candidate) => (candidate.score > best.score ? candidate : best)).label;
}

/**
 * How often each true label (row) was called each label (column), both in the order of `labels`.
 * @example
 * confusionOf([{ image: 'a.jpg', truth: 'mask', scores: [{ label: 'no-mask', score: 1 }] }], ['mask', 'no-mask']);
 * // [ [ 0, 1 ], [ 0, 0 ] ]
 */
export function confusionOf(
  predictions: readonly LabelledPrediction[],
  labels: readonly string[],
): number[][] {
  const place = new Map(labels.map((label, i) => [label, i]));
  const table = labels.map(() => labels.map(() => 0));
  for (const prediction of predictions) {
    table[place.get(prediction.truth)!]![place.get(predictedLabel(prediction))!]!++;
  }
  return table;
}

/** Sum of a row. */
export function rowSize(table: CountTable, row: number): number {
  return table[row]!.reduce((sum, count) => sum + count, 0);
}

/** Sum of a column. */
export function columnSize(table: CountTable, column: number): number {
  return table.reduce((sum, row) => sum + row[column]!, 0);
}

/** How many are on the diagonal. */
export function hitsOf(table: CountTable): number {
  return table.reduce((sum, row, i) => sum + row[i]!, 0);
}

/** Mean recall of the labels that occur; 0 where none does. */
export function balancedAccuracyOf(table: CountTable): number {
  const recalls = table.flatMap((row, i) => {
    const size = rowSize(table, i);
    return size === 0 ? [] : [row[i]! / size];
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(1, recalls.length);
}

/** Harmonic mean of precision and recall of a label; 0 where it neither occurs nor is called. */
export function f1Of(table: CountTable, label: number): number {
  const either = rowSize(table, label) + columnSize(table, label);
  return either === 0 ? 0 : (2 * table[label]![label]!) / either;
}
