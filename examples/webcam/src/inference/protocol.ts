import type { Box, Classification, FaceDetection, Size } from '@maskpred/core';
import type { EngineName } from '@maskpred/core/tfjs';

/** What may find the faces, by what the person at the screen chooses. */
export const DETECTOR_CHOICES = ['mediapipe-short', 'mediapipe-full', 'ssd-fast', 'ssd-fine'] as const;
export type DetectorChoice = (typeof DETECTOR_CHOICES)[number];

/** Where the networks may run. */
export const ENGINE_CHOICES = ['auto', 'webgpu', 'webgl', 'wasm'] as const satisfies readonly (
  EngineName | 'auto'
)[];
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** What a worker is started with. Another choice needs another worker. */
export interface SessionOptions {
  readonly detector: DetectorChoice;
  readonly engine: EngineChoice;
}

/** What is used instead of the models of the build, by the names of their folders. */
export interface OwnModelNames {
  readonly classifier?: string;
  readonly detector?: string;
}

/** What a worker runs, once it does. */
export interface Running {
  readonly engine: string;
  /** What a face may be called, in the classifier's order. */
  readonly labels: readonly string[];
  readonly ownModels: OwnModelNames;
  readonly loadMs: number;
}

/** Milliseconds that the steps of one frame or picture took. */
export interface StepTimes {
  /** Pixels read from the frame. */
  readonly read: number;
  readonly detect: number;
  readonly classify: number;
  /** Everything else: tracks, decisions, messages inside the worker. */
  readonly other: number;
}

/** A person of the video, under the same `id` for as long as it is followed. */
export interface TrackedPerson {
  readonly id: number;
  /** At the time of the frame, in its pixels. */
  readonly box: Box;
  /** Where it is headed: the box after {@link FORESIGHT_MS}. */
  readonly nextBox: Box;
  /** Undefined while it is being decided. */
  readonly label: string | undefined;
  /** How sure the label is, 0 to 1. */
  readonly score: number;
}

/** How far ahead `nextBox` looks, milliseconds: as far as the video predictor believes a motion. */
export const FORESIGHT_MS = 300;

/** What was found on one frame. */
export interface FrameAnswer extends Size {
  readonly timestampMs: number;
  readonly people: readonly TrackedPerson[];
  readonly steps: StepTimes;
  /** Tensors that are alive after it: a number that grows is a leak. */
  readonly tensors: number;
}

/** One face of a picture. */
export interface PicturePerson extends Classification {
  readonly face: FaceDetection;
}

/** What was found on one picture. `width` and `height` are the upright picture's, and boxes are in its pixels. */
export interface PictureAnswer extends Size {
  /** For showing: the picture, upright, at most {@link MAX_SHOWN_SIDE} wide and high. */
  readonly bitmap: ImageBitmap;
  readonly people: readonly PicturePerson[];
  readonly steps: StepTimes;
}

/** Longer side of a picture as it is shown, pixels: within the canvas limits of phones. */
export const MAX_SHOWN_SIDE = 2048;

/** A failure as plain data. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** From the page to the worker. */
export type Request =
  | { readonly type: 'start'; readonly options: SessionOptions }
  | {
      readonly type: 'frame';
      readonly bitmap: ImageBitmap;
      readonly timestampMs: number;
      readonly minScore: number;
    }
  | { readonly type: 'forget' }
  | { readonly type: 'picture'; readonly id: number; readonly file: Blob; readonly minScore: number };

/** From the worker to the page. */
export type Response =
  | ({ readonly type: 'ready' } & Running)
  | { readonly type: 'start-failed'; readonly failure: Failure }
  | { readonly type: 'frame'; readonly answer: FrameAnswer }
  | { readonly type: 'frame-dropped' }
  | { readonly type: 'frame-failed'; readonly failure: Failure }
  | { readonly type: 'picture'; readonly id: number; readonly answer: PictureAnswer }
  | { readonly type: 'picture-failed'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'engine-lost'; readonly message: string };
