import { type FaceDetector, type ImageInput, MaskpredError } from '@maskpred/core';
import { createMediaPipeDetector } from './create-mediapipe-detector.js';
import { createSsdDetector } from './create-ssd-detector.js';
import type { MediaPipeDetector, MediaPipeDetectorOptions } from './mediapipe/options.js';
import type { SsdDetectorOptions } from './options.js';

/** The detectors that {@link createFaceDetector} knows: `ssd` runs everywhere, `mediapipe` in browsers. */
export const DETECTOR_KINDS = ['ssd', 'mediapipe'] as const;

export type FaceDetectorKind = (typeof DETECTOR_KINDS)[number];

/** Which network, and its own options. Only its own code is loaded. */
export type FaceDetectorOptions =
  | ({
      /** @default 'ssd' */
      readonly kind?: 'ssd';
    } & SsdDetectorOptions)
  | ({ readonly kind: 'mediapipe' } & MediaPipeDetectorOptions);

/**
 * A face detector with its weights loaded, chosen by `kind`.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for an unknown kind, else as the kind's own factory does.
 * @example
 * const detector = await createFaceDetector({ kind: 'ssd', inputSize: 512, minScore: 0.5 });
 * const faces = await detector.detect('photo.jpg');
 */
export function createFaceDetector(
  options: { readonly kind: 'mediapipe' } & MediaPipeDetectorOptions,
): Promise<MediaPipeDetector>;
export function createFaceDetector(options?: FaceDetectorOptions): Promise<FaceDetector<ImageInput>>;
export async function createFaceDetector(
  options: FaceDetectorOptions = {},
): Promise<FaceDetector<ImageInput>> {
  switch (options.kind) {
    case undefined:
    case 'ssd':
      return createSsdDetector(options);
    case 'mediapipe':
      return createMediaPipeDetector(options);
    default:
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `createFaceDetector: there is no kind "${String((options as { kind: unknown }).kind)}". ` +
          `Choose one of: ${DETECTOR_KINDS.join(', ')}.`,
      );
  }
}
