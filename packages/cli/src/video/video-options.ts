import { assertArgument } from '@maskpred/core';
import type { PictureInput } from '../inputs.js';
import type { PredictSettings } from '../predict-picture.js';
import { isVideoName } from './video-files.js';

/** Options of `predict` that are for videos alone. */
export interface VideoOptions {
  /** Looks a second. @default 10 */
  readonly fps?: number;
  /** Each so-manieth frame is looked at. */
  readonly every?: number;
  /** With `json`: a line for each look too. */
  readonly byFrame?: true;
}

/** All of `predict` that a video run uses. */
export interface VideoRunOptions extends PredictSettings, VideoOptions {
  readonly json?: true;
  /** Folder for annotated videos. */
  readonly out?: string;
}

/** Clips are told by their names, and looked at after the pictures. */
export function splitClips(inputs: readonly PictureInput[]): {
  readonly pictures: readonly PictureInput[];
  readonly clips: readonly PictureInput[];
} {
  const isClip = ({ image, failure }: PictureInput) => !failure && isVideoName(image);
  return { pictures: inputs.filter((input) => !isClip(input)), clips: inputs.filter(isClip) };
}

/**
 * Checks options that depend on whether there is a video.
 * @throws {MaskpredError} INVALID_ARGUMENT for options that would do nothing, or do not go together.
 */
export function assertForVideos(
  { fps, every, byFrame, json, resume }: VideoRunOptions & { readonly resume?: string },
  hasVideos: boolean,
): void {
  const isForVideos = fps !== undefined || every !== undefined || byFrame !== undefined;
  assertArgument(
    hasVideos || !isForVideos,
    '--fps, --every and --by-frame are for clips and cameras, and none was named.',
  );
  assertArgument(!byFrame || json === true, '--by-frame adds lines to those of --json: give both.');
  assertArgument(
    !hasVideos || resume === undefined,
    '--resume is for pictures. Look at clips and cameras in a run without it.',
  );
}
