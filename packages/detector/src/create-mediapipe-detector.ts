import { MaskpredError } from '@maskpred/core';
import type { MediaPipeDetector, MediaPipeDetectorOptions } from './mediapipe/options.js';

/**
 * MediaPipe's BlazeFace in a browser, in a page or in a worker of either kind, with its model and engine loaded from
 * the app's own origin. Faces carry six keypoints: `left-eye`, `right-eye`, `nose`, `mouth`, `left-ear`, `right-ear`,
 * left and right being the person's own.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for an option out of range, MISSING_DEPENDENCY without
 * `@mediapipe/tasks-vision`, ENGINE_UNAVAILABLE in Node, without WebGL 2 and when the engine does not load,
 * MODEL_LOAD_FAILED when the model is missing or is not the one that shipped. `detect` throws INVALID_ARGUMENT,
 * DISPOSED, ENGINE_UNAVAILABLE once the browser has taken WebGL away, and what decoding a picture throws.
 * @example
 * const detector = await createMediaPipeDetector({ range: 'full' });
 * const faces = await detector.detect(video); // an element, a canvas, a bitmap, a Blob, a URL, pixels
 * detector.dispose();
 */
export async function createMediaPipeDetector(
  options: MediaPipeDetectorOptions = {},
): Promise<MediaPipeDetector> {
  if (typeof OffscreenCanvas !== 'function' || typeof self !== 'object') {
    throw new MaskpredError(
      'ENGINE_UNAVAILABLE',
      "MediaPipe's face detector runs in browsers only (with OffscreenCanvas and WebGL 2). " +
        "Here use the SSD: createFaceDetector({ kind: 'ssd' }).",
    );
  }
  const { startMediaPipeDetector } = await import('./mediapipe/mediapipe-detector.js');
  return startMediaPipeDetector(options);
}
