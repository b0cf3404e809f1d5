import type { FaceDetector, ImageInput } from '@maskpred/core';
import type { SsdDetectorOptions } from './options.js';

/**
 * An SSD MobileNetV1 on TensorFlow.js, in Node and in browsers, with its weights loaded.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for an option out of range, ENGINE_UNAVAILABLE or MISSING_DEPENDENCY when
 * the engine does not start, MODEL_LOAD_FAILED or MODEL_INCOMPATIBLE for the model. `detect` throws INVALID_ARGUMENT,
 * DISPOSED, and what decoding a picture throws.
 * @example
 * const detector = await createSsdDetector({ inputSize: 640 });
 * const faces = await detector.detect('photo.jpg', { maxFaces: 10 });
 * detector.dispose();
 */
export async function createSsdDetector(options: SsdDetectorOptions = {}): Promise<FaceDetector<ImageInput>> {
  const { startSsdDetector } = await import('./ssd.js'); // TensorFlow.js is loaded by those who use it
  return startSsdDetector(options);
}
