import type { BackboneStage, PrecisionOf, Weights } from './backbone.js';

/** Part of a level that a number may miss it by and still count as that level: float32 arithmetic, no more. */
const LEVEL_TOLERANCE = 1e-3;

/**
 * How each kernel is stored without a loss: those that were trained for 8 bits (the ImageNet start was) keep them, those that
 * fine-tuning changes, now or earlier, get 16.
 * @param trained - the stages that this training changes.
 */
export function precisionsOf(weights: Weights, trained: readonly BackboneStage[]): PrecisionOf {
  const changed = new Set(trained.flatMap(({ layers }) => layers.map(({ name }) => `${name}/kernel`)));
  return (name) => (!changed.has(name) && fitsEightBits(weights.get(name)!.values) ? 'uint8' : 'float16');
}

/** Whether all values lie on the 256 levels between the smallest and the largest that uint8 storage has, 0 being one. */
export function fitsEightBits(values: ArrayLike<number>): boolean {
  let [min, max] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i]!);
    max = Math.max(max, values[i]!);
  }
  const scale = (max - min) / 255 || 1;
  for (let i = 0; i < values.length; i++) {
    const level = values[i]! / scale;
    if (Math.abs(level - Math.round(level)) > LEVEL_TOLERANCE) return false;
  }
  return true;
}
