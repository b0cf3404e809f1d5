import type { FaceDetection } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { failureOf } from './failure.js';
import { type DetectorSettings, loadDetectorOf } from './load-detector-of.js';
import { createTurns } from './one-at-a-time.js';
import type { FailedPicture } from './picture-answer.js';
import type { PictureWorker } from './picture-worker.js';

/** A picture in which faces were looked for; plain data, so that it crosses threads. */
export interface DetectedPicture {
  /** The path or URL as found. */
  readonly image: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  /** Pixels of the upright picture. */
  readonly height: number;
  readonly faces: readonly FaceDetection[];
  /** Time the network took, milliseconds. */
  readonly ms: number;
}

export interface FacesResult {
  readonly answer: DetectedPicture | FailedPicture;
}

/**
 * Loads the detector into this thread.
 * @throws {MaskpredError} what loading a detector throws.
 */
export async function createFacesWorker(settings: DetectorSettings): Promise<PictureWorker<FacesResult>> {
  const detector = await loadDetectorOf(settings);
  const takeTurn = createTurns();
  return {
    async run({ image }, signal) {
      const callOptions = signal ? { signal } : {};
      try {
        const picture = await decodeImage(image, callOptions);
        const { width, height } = picture;
        const { value: faces, ms } = await takeTurn(() => detector.detect(picture, callOptions));
        return { answer: { image, width, height, faces, ms } };
      } catch (error) {
        if (signal?.aborted) throw error;
        return { answer: { image, error: failureOf(error) } };
      }
    },
    dispose: () => detector.dispose(),
  };
}
