import { type FaceDetector, type ImageInput, MaskpredError } from '@maskpred/core';
import { createSsdDetector } from './create-ssd-detector.js';
import type { SsdDetectorOptions } from './options.js';

/** The detectors that {@link createFaceDetector} knows. */
export const DETECTOR_KINDS = ['ssd'] as const;

export type FaceDetectorKind = (typeof DETECTOR_KINDS)[number];

export interface FaceDetectorOptions extends SsdDetectorOptions {
  /** Which network. Only its own code is loaded. @default 'ssd' */
  readonly kind?: FaceDetectorKind;
}

/**
 * A face detector with its weights loaded, chosen by `kind`.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for an unknown kind, else as the kind's own factory does.
 * @example
 * const detector = await createFaceDetector({ kind: 'ssd', inputSize: 512, minScore: 0.5 });
 * const faces = await detector.detect('photo.jpg');
 */
export async function createFaceDetector(
  options: FaceDetectorOptions = {},
): Promise<FaceDetector<ImageInput>> {
  const { kind = 'ssd', ...rest } = options;
  switch (kind) {
    case 'ssd':
      return createSsdDetector(rest);
    default:
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `createFaceDetector: there is no kind "${String(kind)}". Choose one of: ${DETECTOR_KINDS.join(', ')}.`,
      );
  }
}
