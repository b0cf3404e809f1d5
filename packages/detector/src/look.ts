import type { FaceDetection, RgbImage } from '@maskpred/core';
import type { Network } from '@maskpred/core/tfjs';
import { type BoxAdjustment, decodeCandidates } from './decode.js';
import { letterbox } from './letterbox.js';
import { INPUT_SIZE } from './options.js';
import { createPriors } from './priors.js';

export interface LookOptions {
  /** Longer side at which the network sees the picture, pixels. */
  readonly inputSize: number;
  /** Candidates below this raw score are left out, 0 to 1. */
  readonly minScore: number;
  readonly boxAdjustment: BoxAdjustment;
  /** Called before the network runs; throws to stop. */
  readonly checkpoint?: () => void;
}

/**
 * What the network takes for faces at one input size, with its own scores; pixels of the picture.
 * @param network - an SSD's, with its two outputs.
 */
export async function findCandidates(
  network: Network,
  image: RgbImage,
  { inputSize, minScore, boxAdjustment, checkpoint }: LookOptions,
): Promise<FaceDetection[]> {
  const input = letterbox(image, inputSize, INPUT_SIZE.step);
  checkpoint?.();
  const { width, height, fill, scaleX, scaleY } = input;
  const [boxes, logits] = await network.run({ shape: [1, height, width, 3], values: fill });
  return decodeCandidates({ boxes: boxes!.values, logits: logits!.values }, createPriors(input), {
    minScore,
    boxAdjustment,
    picture: image,
    scaleX,
    scaleY,
  });
}
