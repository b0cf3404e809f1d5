import type { LabelledPrediction } from '@maskpred/core';
import type { SampleFeatures } from './features.js';
import { logLoss, softmaxRows } from './metrics.js';

/**
 * Temperature scaling (Guo et al. 2017, arXiv:1706.04599): the divisor of the logits that makes the kept-out labels likeliest.
 * @param logits - `[truth.length, labelCount]`.
 */
export function fitTemperature(logits: Float32Array, truth: readonly number[], labelCount: number): number {
  const grid = Array.from({ length: 81 }, (_, i) => 2 ** ((i - 40) / 20)); // 0.25 to 4, 3.5 % apart
  const losses = grid.map((t) => logLoss(softmaxRows(logits, labelCount, t), truth, labelCount));
  return Math.round(grid[losses.indexOf(Math.min(...losses))]! * 1e3) / 1e3;
}

/**
 * What the model says of the pictures kept out.
 * @param logits - `[held.length, labels.length]`.
 */
export function predictionsOf(
  labels: readonly string[],
  held: readonly SampleFeatures[],
  logits: Float32Array,
): LabelledPrediction[] {
  const rows = softmaxRows(logits, labels.length);
  return held.map(({ sample, size }, i) => {
    const scores = labels.map((label, j) => ({ label, score: rows[i * labels.length + j]! }));
    return {
      image: sample.id,
      truth: sample.label,
      scores: scores.sort((a, b) => b.score - a.score),
      size,
      ...(sample.source === undefined ? {} : { source: sample.source }),
    };
  });
}
