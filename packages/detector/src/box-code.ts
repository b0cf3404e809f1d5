import type { Box } from '@maskpred/core';
import type { Priors } from './priors.js';

/** Shifts are stored times 10, log sizes times 5 (box_coders/faster_rcnn_box_coder.py of the object detection API). */
const SCALE = { shift: 10, size: 5 };

/** Numbers a prior: shifts of centre y and x, logarithms of height and width. */
export const BOX_CODE_LENGTH = 4;

/** The box that a prior's four numbers stand for, pixels of the network's input. */
export function decodeBox(codes: Float32Array, priors: Priors, prior: number): Box {
  const at = prior * BOX_CODE_LENGTH;
  const priorWidth = priors.width[prior]!;
  const priorHeight = priors.height[prior]!;
  const centreY = priors.centreY[prior]! + (codes[at]! / SCALE.shift) * priorHeight;
  const centreX = priors.centreX[prior]! + (codes[at + 1]! / SCALE.shift) * priorWidth;
  const height = priorHeight * Math.exp(codes[at + 2]! / SCALE.size);
  const width = priorWidth * Math.exp(codes[at + 3]! / SCALE.size);
  return { x: centreX - width / 2, y: centreY - height / 2, width, height };
}

/**
 * Writes the four numbers by which {@link decodeBox} gives `box`.
 * @param box - pixels of the network's input, of a positive size.
 */
export function encodeBox(box: Box, priors: Priors, prior: number, codes: Float32Array): void {
  const at = prior * BOX_CODE_LENGTH;
  const priorWidth = priors.width[prior]!;
  const priorHeight = priors.height[prior]!;
  codes[at] = ((box.y + box.height / 2 - priors.centreY[prior]!) / priorHeight) * SCALE.shift;
  codes[at + 1] = ((box.x + box.width / 2 - priors.centreX[prior]!) / priorWidth) * SCALE.shift;
  codes[at + 2] = Math.log(box.height / priorHeight) * SCALE.size;
  codes[at + 3] = Math.log(box.width / priorWidth) * SCALE.size;
}
