import {
  assertArgument,
  cropImage,
  type DetectOptions,
  MaskpredError,
  type RgbImage,
  type Size,
} from '@maskpred/core';
import type { BrowserImageInput } from '@maskpred/core/browser';
import { decodeImage } from '@maskpred/core/platform';
import { gatherParts, type PartFactories } from '../parts.js';
import { DEFAULTS, NOT_FACE } from '../predictor.js';
import { peopleAt, type TrackedPerson } from './answer.js';
import { isEmptyFrame, scaleBetween } from './frame.js';
import { resolveVideoSettings, type VideoPredictorOptions } from './options.js';
import { classifyTrack, needsLook, scaleTrack, type Track } from './track.js';
import { noTracks, type TrackSet, updateTracks } from './tracker.js';

/** A frame that is this much older than the last one comes late; an even older one begins another video. */
const LATE_MS = 1000;
/** How far from the last look a motion is believed: heads turn back in about that time. */
const HORIZON_MS = 300;

/** Why a frame was not looked at. */
export type DropReason = 'busy' | 'early' | 'late' | 'empty' | 'reset';

/** What became of one frame. */
export type VideoAnswer<L extends string = string> =
  | {
      readonly status: 'seen';
      /** Of the frame. */
      readonly timestampMs: number;
      /** Pixels of the upright frame, which boxes are in. */
      readonly width: number;
      readonly height: number;
      readonly people: TrackedPerson<L>[];
      /** How many faces the classifier looked at. */
      readonly classified: number;
    }
  | { readonly status: 'dropped'; readonly reason: DropReason };

export interface PushOptions extends Pick<DetectOptions, 'maxFaces' | 'signal'> {
  /** When the frame was taken, milliseconds on any clock that does not jump. */
  readonly timestampMs: number;
  /** `startScore` of this frame. @default the predictor's own */
  readonly minScore?: number;
}

/** Follows the people of one video, and says of each whether it wears a mask. */
export interface VideoPredictor<L extends string = string> {
  /** The classifier's labels in its order. */
  readonly labels: readonly L[];
  /** Whether a frame of that time would be looked at now: ask before reading its pixels. */
  wants(timestampMs: number): boolean;
  /**
   * Looks at a frame, or drops it: at once when another one is being looked at, so no frame ever waits. People are in
   * the order in which they came; `[]` when there is nobody.
   *
   * @param frame - what `decodeImage` of `@maskpred/core/platform` takes: pixels, or in browsers anything a canvas can
   * draw, such as a `<video>`, an ImageBitmap or a VideoFrame, which stays yours to close.
   * @throws {MaskpredError} INVALID_ARGUMENT for a time that is no number, DISPOSED, and what decoding, detector and
   * classifier throw; those who were followed are followed on. An aborted call rejects with `signal.reason`.
   */
  push(frame: BrowserImageInput, options: PushOptions): Promise<VideoAnswer<L>>;
  /**
   * Where everybody is at a time, by the motion up to the last look: for drawing between looks. Believed up to 300 ms from
   * that look.
   */
  predictAt(timestampMs: number): TrackedPerson<L>[];
  /** Forgets everybody: another video begins. Ids go on. A frame that is being looked at is dropped. */
  reset(): void;
  /** Frees the parts that were made here; injected ones stay yours. Calling it again does nothing. */
  dispose(): void;
}

/** A video predictor of the given parts, with `factories` for the others. */
export async function createVideoPredictorOf<L extends string>(
  options: VideoPredictorOptions<L>,
  factories: PartFactories,
): Promise<VideoPredictor<L>> {
  const settings = resolveVideoSettings(options);
  const parts = await gatherParts(options, factories);
  const { detector, classifier } = parts;
  const answerOptions = {
    minHits: settings.minHits,
    leftOut: settings.keepNotFace ? undefined : NOT_FACE,
    horizonMs: HORIZON_MS,
  };

  let set: TrackSet<L> = noTracks();
  let size: Size | undefined;
  let lastMs = -Infinity;
  let isBusy = false;
  let isDisposed = false;
  let generation = 0;

  const reasonToDrop = (timestampMs: number): DropReason | undefined => {
    if (isBusy) return 'busy';
    if (timestampMs < lastMs) return lastMs - timestampMs <= LATE_MS ? 'late' : undefined;
    return timestampMs - lastMs < settings.intervalMs ? 'early' : undefined;
  };

  const assertAlive = () => {
    if (isDisposed)
      throw new MaskpredError('DISPOSED', 'This video predictor was disposed. Create another one.');
  };

  const forget = () => {
    set = { ...noTracks<L>(), nextId: set.nextId };
    size = undefined;
    lastMs = -Infinity;
  };

  /** What is followed, in pixels of a frame of this size and time. */
  const tracksFor = (frame: Size, timestampMs: number): TrackSet<L> => {
    const scale = size === undefined ? undefined : scaleBetween(size, frame);
    if (scale === undefined || timestampMs < lastMs) return { ...noTracks<L>(), nextId: set.nextId };
    return scale === 1 ? set : { ...set, tracks: set.tracks.map((track) => scaleTrack(track, scale)) };
  };

  const classify = async (
    image: RgbImage,
    tracks: readonly Track<L>[],
    signalOnly: { signal?: AbortSignal },
  ) => {
    const looked = new Map<number, Track<L>>();
    for (let start = 0; start < tracks.length; start += DEFAULTS.batchSize) {
      signalOnly.signal?.throwIfAborted();
      const batch = tracks.slice(start, start + DEFAULTS.batchSize);
      const crops = batch.map(({ face }) => cropImage(image, face.box, classifier.cropMargin));
      const rows = await classifier.classify(crops, signalOnly);
      for (const [i, track] of batch.entries())
        looked.set(track.id, classifyTrack(track, rows[i]!, settings));
    }
    return looked;
  };

  const look = async (frame: BrowserImageInput, options: PushOptions): Promise<VideoAnswer<L>> => {
    const { timestampMs, signal, maxFaces, minScore: startScore = settings.startScore } = options;
    const started = generation;
    const isStale = () => {
      assertAlive();
      return generation !== started;
    };
    const signalOnly = signal ? { signal } : {};
    // In browsers this is core's `decodeImage` for browsers, which takes all of them.
    const image = await decodeImage(frame as Parameters<typeof decodeImage>[0], signalOnly);
    const faces = await detector.detect(image, {
      ...signalOnly,
      ...(maxFaces === undefined ? {} : { maxFaces }),
      minScore: Math.min(settings.keepScore, startScore),
    });
    if (isStale()) return { status: 'dropped', reason: 'reset' };
    set = updateTracks(tracksFor(image, timestampMs), faces, timestampMs, { ...settings, startScore });
    size = { width: image.width, height: image.height };
    lastMs = timestampMs;

    const open = set.tracks.filter(
      (track) => track.lastSeenMs === timestampMs && needsLook(track, settings.recheckMs),
    );
    const looked = await classify(image, open, signalOnly);
    if (isStale()) return { status: 'dropped', reason: 'reset' };
    set = { ...set, tracks: set.tracks.map((track) => looked.get(track.id) ?? track) };
    const people = peopleAt(set.tracks, timestampMs, image, answerOptions);
    return { status: 'seen', timestampMs, ...size, people, classified: open.length };
  };

  return {
    labels: classifier.labels,
    wants: (timestampMs) => !isDisposed && reasonToDrop(timestampMs) === undefined,
    async push(frame, options) {
      assertAlive();
      options.signal?.throwIfAborted();
      const { timestampMs } = options;
      assertArgument(
        Number.isFinite(timestampMs),
        `VideoPredictor.push: timestampMs is when the frame was taken, in milliseconds, got ${String(timestampMs)}.`,
      );
      const reason = isEmptyFrame(frame) ? 'empty' : reasonToDrop(timestampMs);
      if (reason) return { status: 'dropped', reason };
      isBusy = true;
      try {
        return await look(frame, options);
      } finally {
        isBusy = false;
      }
    },
    predictAt: (timestampMs) => (size ? peopleAt(set.tracks, timestampMs, size, answerOptions) : []),
    reset() {
      generation++;
      forget();
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      forget();
      parts.dispose();
    },
  };
}
