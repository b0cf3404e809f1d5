import type { FaceDetector, ImageInput } from '@maskpred/core';
import type { EngineName } from '@maskpred/core/tfjs';
import { createFaceDetector } from '@maskpred/detector';
import type { DetectorChoice } from './protocol.js';

/**
 * The detector of that name, loaded. A face before a webcam is large, so the fast SSD looks once, at 320 pixels.
 * MediaPipe takes each frame for itself: pictures come in between, and the tracks are the video predictor's.
 *
 * @param model - folder of another SSD than the one of the build.
 */
export function createDetector(
  choice: DetectorChoice,
  engine: EngineName,
  model?: URL,
): Promise<FaceDetector<ImageInput>> {
  const ssd = { kind: 'ssd', engine, ...(model && { model }) } as const;
  switch (choice) {
    case 'ssd-fast':
      return createFaceDetector({ ...ssd, inputSize: 320 });
    case 'ssd-fine':
      return createFaceDetector(ssd);
    case 'mediapipe-short':
      return createFaceDetector({ kind: 'mediapipe', range: 'short' });
    case 'mediapipe-full':
      return createFaceDetector({ kind: 'mediapipe', range: 'full' });
  }
}
