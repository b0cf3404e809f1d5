import { assertArgument, type DetectOptions, type FaceDetection, type FaceDetector } from '@maskpred/core';
import type { BrowserImageInput } from '@maskpred/core/browser';
import { type CallSettings, resolveCall } from '../options.js';
import type { MediaPipeRange } from '../mediapipe-models.js';

export interface MediaPipeDetectorOptions {
  /** Which network: `short` for faces near a camera, `full` for smaller ones too, slower. @default 'short' */
  readonly range?: MediaPipeRange;
  /**
   * MediaPipe's running mode. `video` counts frames in time: they must be of one video, and what `detect` is told as
   * `timestampMs` should grow. `image` takes each picture for itself.
   * @default 'image'
   */
  readonly mode?: 'image' | 'video';
  /** Faces below this score are left out, 0 to 1. @default 0.5 */
  readonly minScore?: number;
  /** At most this many faces, best first. @default Infinity */
  readonly maxFaces?: number;
  /**
   * Folder of your own server with `vision_wasm_module_internal.js` and `.wasm` of `@mediapipe/tasks-vision` 0.10.35.
   * Bundlers that follow `new URL('package/file', import.meta.url)`, as Vite and webpack do, need none.
   * @default where the bundler put these two files
   */
  readonly wasmUrl?: string | URL;
  /** Another face detection model with metadata, as MediaPipe's tasks take it. @default the one of `range` that ships */
  readonly model?: string | URL;
}

/** What one call takes. */
export interface MediaPipeDetectOptions extends DetectOptions {
  /** When the frame was taken, milliseconds; of mode `video` only. @default the time of the call */
  readonly timestampMs?: number;
}

/** A face detector that takes whatever a canvas can draw, besides pixels, files and URLs. */
export interface MediaPipeDetector extends FaceDetector<BrowserImageInput> {
  detect(image: BrowserImageInput, options?: MediaPipeDetectOptions): Promise<FaceDetection[]>;
}

/** The defaults of {@link MediaPipeDetectorOptions}. */
export const MEDIAPIPE_DEFAULTS = Object.freeze({
  range: 'short',
  mode: 'image',
  minScore: 0.5,
  maxFaces: Infinity,
} as const);

export interface MediaPipeSettings extends CallSettings {
  readonly range: MediaPipeRange;
  readonly mode: 'image' | 'video';
}

/**
 * The options with defaults filled in.
 * @throws {MaskpredError} INVALID_ARGUMENT for a value out of range.
 */
export function resolveMediaPipeSettings(options: MediaPipeDetectorOptions): MediaPipeSettings {
  const { range = MEDIAPIPE_DEFAULTS.range, mode = MEDIAPIPE_DEFAULTS.mode } = options;
  assertArgument(
    range === 'short' || range === 'full',
    `createFaceDetector: range is "short" or "full", got ${JSON.stringify(range)}.`,
  );
  assertArgument(
    mode === 'image' || mode === 'video',
    `createFaceDetector: mode is "image" or "video", got ${JSON.stringify(mode)}.`,
  );
  return { range, mode, ...resolveCall(options, MEDIAPIPE_DEFAULTS) };
}
