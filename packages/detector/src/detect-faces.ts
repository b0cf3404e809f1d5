import type { DetectOptions, FaceDetection, FaceDetector, ImageInput } from '@maskpred/core';
import { createFaceDetector } from './create-face-detector.js';

let shared: Promise<FaceDetector<ImageInput>> | undefined;

/**
 * The faces of a picture by the default detector, which the first call loads and all calls share: best first, `[]`
 * when there is none, boxes in pixels of the upright picture.
 *
 * @param image - in Node a path, a URL, the bytes of a file or a RawImage; in browsers a URL, a Blob or an ImageData.
 * @throws {MaskpredError} as {@link createFaceDetector} and decoding a picture do; a failed load is tried again by the
 * next call.
 * @example
 * const [face] = await detectFaces('photo.jpg');
 * console.log(face?.box.x, face?.score);
 */
export async function detectFaces(image: ImageInput, options: DetectOptions = {}): Promise<FaceDetection[]> {
  options.signal?.throwIfAborted();
  shared ??= createFaceDetector().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  const detector = await shared;
  return detector.detect(image, options);
}
