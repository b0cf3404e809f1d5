export type { DetectOptions, FaceDetection, FaceDetector } from '@maskpred/core';
export {
  createFaceDetector,
  DETECTOR_KINDS,
  type FaceDetectorKind,
  type FaceDetectorOptions,
} from './create-face-detector.js';
export { createMediaPipeDetector } from './create-mediapipe-detector.js';
export { createSsdDetector } from './create-ssd-detector.js';
export { detectFaces } from './detect-faces.js';
export type { MediaPipeRange } from './mediapipe-models.js';
export {
  MEDIAPIPE_DEFAULTS,
  type MediaPipeDetectOptions,
  type MediaPipeDetector,
  type MediaPipeDetectorOptions,
} from './mediapipe/options.js';
export { DEFAULTS, INPUT_SIZE, type SsdDetectorOptions, type TileOptions } from './options.js';
