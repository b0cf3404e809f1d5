import type { Box } from './box.js';
import type { RawImage } from './image.js';

/** A named point of a face, in pixels of the EXIF-upright picture. */
export interface Keypoint {
  readonly x: number;
  readonly y: number;
  readonly name?: string;
}

export interface FaceDetection {
  /** Pixels of the picture, clipped to it. */
  readonly box: Box;
  /** How sure the detector is that this is a face, 0 to 1. */
  readonly score: number;
  readonly keypoints?: readonly Keypoint[];
}

export interface CallOptions {
  /** Stops the call, which then rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
}

export interface DetectOptions extends CallOptions {
  /** Faces below this score are left out, 0 to 1. The detector's own default applies when it is absent. */
  readonly minScore?: number;
  /** At most this many faces, best first. */
  readonly maxFaces?: number;
}

/** Finds faces. Implementations pass the contract suite of `@maskpred/detector/testing`. */
export interface FaceDetector<TImage = RawImage> {
  readonly name: string;
  /** Faces by score, descending; `[]` when there is none. Parallel calls are safe. */
  detect(image: TImage, options?: DetectOptions): Promise<FaceDetection[]>;
  /** Frees what the detector holds. Calling it again does nothing; detecting afterwards rejects with DISPOSED. */
  dispose(): void;
}
