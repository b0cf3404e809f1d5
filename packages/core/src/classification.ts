import type { CallOptions } from './detection.js';
import type { RawImage } from './image.js';

export interface ClassScore<L extends string = string> {
  readonly label: L;
  /** Probability, 0 to 1; the scores of one crop sum to 1. */
  readonly score: number;
}

/** Says of face crops what they show. Implementations pass the contract suite of `@maskpred/classifier/testing`. */
export interface Classifier<L extends string = string> {
  /** In the order of the model's outputs. */
  readonly labels: readonly L[];
  /** How much of a face box's size to add on each side when cutting the crop, as in training. @default 0 */
  readonly cropMargin?: number;
  /** One row a crop, each row by score, descending, and summing to 1. Parallel calls are safe. */
  classify(faces: readonly RawImage[], options?: CallOptions): Promise<ClassScore<L>[][]>;
  /** Frees what the classifier holds. Calling it again does nothing; classifying afterwards rejects with DISPOSED. */
  dispose(): void;
}

/** The best label of one crop with all scores. */
export interface Classification<L extends string = string> {
  readonly label: L;
  /** Score of `label`, 0 to 1. */
  readonly score: number;
  /** Every label, by score, descending. */
  readonly scores: readonly ClassScore<L>[];
}
