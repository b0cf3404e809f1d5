import type { Box } from '@maskpred/core';

/** A picture with bare faces to draw on. */
export interface FaceSource {
  /** Path of the file. */
  readonly path: string;
  /** Where its faces are, pixels of the upright picture; without it they are looked for. */
  readonly boxes?: readonly Box[];
  /** Whether the picture is a crop of one face already, and stays as large as it is. */
  readonly isCrop: boolean;
  /** Where the crop was cut from, as its `crops.jsonl` says. */
  readonly origin?: FaceOrigin;
}

export interface FaceOrigin {
  readonly source: string;
  readonly sourceSha256?: string;
  /** Pixels of that source. */
  readonly box: Box;
  readonly margin: number;
}
