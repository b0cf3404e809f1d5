import { wilsonInterval } from '@maskpred/core';
import type { ModelMetadata, Proportion } from '../metadata.js';

/**
 * A share with its 95 % Wilson interval, to the four digits that metadata.json keeps.
 * @example
 * wilson(9, 10); // { value: 0.9, low: 0.5958, high: 0.9821, size: 10 }
 */
export function wilson(hits: number, size: number): Proportion {
  const { value, low, high } = wilsonInterval(hits, size);
  const round = (x: number) => Math.round(x * 1e4) / 1e4;
  return { value: round(value), low: round(low), high: round(high), size };
}

/**
 * Accuracy, balanced accuracy (mean recall of the labels that occur) and the confusion matrix.
 * @param truth - index of the true label of each picture.
 * @param scores - `[truth.length, labels.length]`, row-major.
 */
export function measure(
  labels: readonly string[],
  truth: readonly number[],
  scores: Float32Array,
): NonNullable<ModelMetadata['metrics']> {
  const confusion = labels.map(() => labels.map(() => 0));
  truth.forEach((label, i) => confusion[label]![argmax(scores, i * labels.length, labels.length)]!++);
  const rows = confusion.map((row, i) => ({ hits: row[i]!, size: row.reduce((a, b) => a + b, 0) }));
  const present = rows.filter(({ size }) => size > 0);
  const hits = rows.reduce((sum, row) => sum + row.hits, 0);
  const balanced = present.reduce((sum, row) => sum + row.hits / row.size, 0) / Math.max(1, present.length);
  return {
    accuracy: wilson(hits, truth.length),
    balancedAccuracy: Math.round(balanced * 1e4) / 1e4,
    recall: Object.fromEntries(labels.map((label, i) => [label, wilson(rows[i]!.hits, rows[i]!.size)])),
    confusion,
  };
}

/** Index, from `offset`, of the largest of `length` values; the first of equals. */
export function argmax(values: Float32Array, offset: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[offset + i]! > values[offset + best]!) best = i;
  return best;
}

/** How many rows of `labelCount` have their largest value at the true label. */
export function countHits(logits: Float32Array, truth: readonly number[], labelCount: number): number {
  return truth.filter((label, i) => argmax(logits, i * labelCount, labelCount) === label).length;
}

/** Probabilities from logits divided by `temperature`, rows of `labelCount`. */
export function softmaxRows(logits: Float32Array, labelCount: number, temperature = 1): Float32Array {
  const out = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += labelCount) {
    const peak = logits[row + argmax(logits, row, labelCount)]!;
    let sum = 0;
    for (let i = row; i < row + labelCount; i++) sum += out[i] = Math.exp((logits[i]! - peak) / temperature);
    for (let i = row; i < row + labelCount; i++) out[i]! /= sum;
  }
  return out;
}

/** Mean negative log-likelihood of the true labels. */
export function logLoss(scores: Float32Array, truth: readonly number[], labelCount: number): number {
  const sum = truth.reduce(
    (total, label, i) => total - Math.log(Math.max(1e-7, scores[i * labelCount + label]!)),
    0,
  );
  return sum / Math.max(1, truth.length);
}
