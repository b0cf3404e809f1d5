import type { MaskpredError } from '@maskpred/core';

/** A picture, or an entry of no picture, that cannot be used. */
export interface DatasetFailure {
  /** Path of the annotation file, or of the picture where there is none. */
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly error: MaskpredError;
}
