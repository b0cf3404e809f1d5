import { createFaceDetector, type MediaPipeDetectorOptions } from '@maskpred/detector';

/** The faces of a picture, by a detector of its own. */
export async function detect(url: string, options: MediaPipeDetectorOptions) {
  const detector = await createFaceDetector({ kind: 'mediapipe', ...options });
  try {
    return await detector.detect(new URL(url, location.origin));
  } finally {
    detector.dispose();
  }
}
