import { type Box, clipBox, type FaceDetection, type Keypoint, type Size } from '@maskpred/core';
import type { Detection } from '@mediapipe/tasks-vision';
import { type BoxAdjustment, logit, sigmoid } from '../decode.js';
import type { MediaPipeRange } from '../mediapipe-models.js';

/** MediaPipe's six points in its order; left and right are the person's own. */
const KEYPOINT_NAMES = ['right-eye', 'left-eye', 'nose', 'mouth', 'right-ear', 'left-ear'] as const;

/** What makes MediaPipe's answers mean what the SSD's do. */
export interface Correction {
  readonly box: BoxAdjustment;
  /** Of a logistic model of MediaPipe's log-odds, by which a score becomes the measured chance of being a face. */
  readonly slope: number;
  readonly offset: number;
}

/**
 * Fitted on 499 pictures of the Face Mask Detection set (the SSD's own constants are from the same ones): medians of the
 * edges' distances from the annotators' boxes, and right or wrong at an IoU of 0.5 for faces of at least 16 pixels.
 */
export const CORRECTIONS: Readonly<Record<MediaPipeRange, Correction>> = {
  short: { box: { left: 0.05, top: 0.042, right: 0.05, bottom: -0.081 }, slope: 1.995, offset: -0.841 },
  full: { box: { left: 0.04, top: 0.075, right: -0.027, bottom: -0.154 }, slope: 2.055, offset: 0.541 },
};

/**
 * A face as MediaPipe found it, in pixels of the picture.
 * @param seen - size of what MediaPipe was shown, pixels.
 * @param picture - size of the picture, which was shrunk to `seen`.
 * @returns undefined when nothing of the box is inside the picture.
 */
export function toFace(
  detection: Detection,
  seen: Size,
  picture: Size,
  { box: adjustment, slope, offset }: Correction,
): FaceDetection | undefined {
  const { boundingBox, categories, keypoints } = detection;
  const raw = categories[0]?.score;
  if (!boundingBox || raw === undefined) return undefined;
  const { originX: x, originY: y, width, height } = boundingBox;
  const [scaleX, scaleY] = [picture.width / seen.width, picture.height / seen.height];
  const whole = { x: x * scaleX, y: y * scaleY, width: width * scaleX, height: height * scaleY };
  const box = clipBox(adjustBox(whole, adjustment), picture);
  if (!(box.width > 0 && box.height > 0)) return undefined;
  const points = keypoints.slice(0, KEYPOINT_NAMES.length).map((point, i): Keypoint => ({
    x: point.x * picture.width,
    y: point.y * picture.height,
    name: KEYPOINT_NAMES[i]!,
  }));
  return { box, score: sigmoid(slope * logit(raw) + offset), keypoints: points };
}

function adjustBox({ x, y, width, height }: Box, { left, top, right, bottom }: BoxAdjustment): Box {
  return {
    x: x + left * width,
    y: y + top * height,
    width: width * (1 - left - right),
    height: height * (1 - top - bottom),
  };
}
