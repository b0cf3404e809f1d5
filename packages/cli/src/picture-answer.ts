import type { MaskPrediction } from '@maskpred/predictor';
import type { Failure } from './failure.js';

/** A picture that was looked at; plain data, so that it crosses threads. */
export interface AnsweredPicture {
  /** The path or URL as found. */
  readonly image: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  /** Pixels of the upright picture. */
  readonly height: number;
  readonly predictions: readonly MaskPrediction[];
  /** Time the networks took, milliseconds. */
  readonly ms?: number;
}

/** A picture that could not be looked at. */
export interface FailedPicture {
  readonly image: string;
  readonly error: Failure;
}

export type PictureAnswer = AnsweredPicture | FailedPicture;

/** Whether the picture could not be looked at. */
export function isFailed(answer: object): answer is FailedPicture {
  return 'error' in answer;
}
