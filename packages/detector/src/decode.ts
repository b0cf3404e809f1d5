import { type Box, clipBox, type FaceDetection, type Size } from '@maskpred/core';
import { decodeBox } from './box-code.js';
import type { Priors } from './priors.js';

/** How far the edges of the network's boxes are moved inwards, as shares of the box's own width and height; negative is outwards. */
export interface BoxAdjustment {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The two outputs of one run. */
export interface SsdOutput {
  /** `[priors, 4]`: shifts of centre y and x, log of height and width, see `decodeBox`. */
  readonly boxes: Float32Array;
  /** `[priors, 3]`: background, face, unused. */
  readonly logits: Float32Array;
}

export interface DecodeOptions {
  /** Candidates below this raw score are left out, 0 to 1. */
  readonly minScore: number;
  readonly boxAdjustment: BoxAdjustment;
  /** The picture's size, pixels: boxes are clipped to it. */
  readonly picture: Size;
  /** Pixels of the network's input for one pixel of the picture, along x and y. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Numbers a prior in the class output; the face's is at {@link FACE}. */
export const CLASSES = 3;
export const FACE = 1;
/**
 * What the network takes for faces, one candidate a prior of at least `minScore`, with the network's own score: boxes
 * in pixels of the picture, clipped to it, in the order of the priors. A face has many candidates, which
 * `groupCandidates` brings together. Boxes with nothing inside the picture are left out.
 */
export function decodeCandidates(
  { boxes, logits }: SsdOutput,
  priors: Priors,
  options: DecodeOptions,
): FaceDetection[] {
  const { minScore } = options;
  const minLogit = logit(minScore); // one comparison a prior: few of them are decoded
  const candidates: FaceDetection[] = [];
  for (let prior = 0; prior < priors.count; prior++) {
    const value = logits[prior * CLASSES + FACE]!;
    if (!(value >= minLogit)) continue;
    const box = clipBox(toPicture(decodeBox(boxes, priors, prior), options), options.picture);
    if (box.width > 0 && box.height > 0) candidates.push({ box, score: sigmoid(value) });
  }
  return candidates;
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** The inverse of {@link sigmoid}: infinite at 0 and 1. */
export function logit(score: number): number {
  return Math.log(score / (1 - score));
}

function toPicture(box: Box, { boxAdjustment, scaleX, scaleY }: DecodeOptions): Box {
  const { left, top, right, bottom } = boxAdjustment;
  return {
    x: (box.x + box.width * left) / scaleX,
    y: (box.y + box.height * top) / scaleY,
    width: (box.width * (1 - left - right)) / scaleX,
    height: (box.height * (1 - top - bottom)) / scaleY,
  };
}
