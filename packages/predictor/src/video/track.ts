import { type Box, type ClassScore, clipBox, type FaceDetection, type Size } from '@maskpred/core';
import {
  advanceBox,
  type BoxMotion,
  boxOf,
  correctBox,
  scaleBoxMotion,
  startBoxMotion,
} from './box-motion.js';
import { addLook, type Evidence, type EvidenceOptions, noEvidence } from './evidence.js';

/** One face that is followed. */
export interface Track<L extends string = string> {
  /** Counts up from 1; never used twice by one predictor. */
  readonly id: number;
  /** At `timestampMs`. */
  readonly motion: BoxMotion;
  /** When it was last looked for, milliseconds. */
  readonly timestampMs: number;
  /** When it was first and last found, milliseconds. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** In how many looks it was found. */
  readonly hits: number;
  /** The last detection. */
  readonly face: FaceDetection;
  readonly evidence: Evidence<L>;
}

/** A face found for the first time. */
export function startTrack<L extends string>(id: number, face: FaceDetection, timestampMs: number): Track<L> {
  return {
    id,
    motion: startBoxMotion(face.box),
    timestampMs,
    firstSeenMs: timestampMs,
    lastSeenMs: timestampMs,
    hits: 1,
    face,
    evidence: noEvidence(),
  };
}

/** The track at a later time, before anybody has looked. */
export function advanceTrack<L extends string>(track: Track<L>, timestampMs: number): Track<L> {
  const seconds = (timestampMs - track.timestampMs) / 1000;
  return { ...track, motion: advanceBox(track.motion, seconds), timestampMs };
}

/** The track found again; it must be advanced to the time of the detection. */
export function continueTrack<L extends string>(track: Track<L>, face: FaceDetection): Track<L> {
  return {
    ...track,
    motion: correctBox(track.motion, face.box),
    lastSeenMs: track.timestampMs,
    hits: track.hits + 1,
    face,
  };
}

/** The track with what the classifier said of its last detection. */
export function classifyTrack<L extends string>(
  track: Track<L>,
  scores: readonly ClassScore<L>[],
  options: EvidenceOptions,
): Track<L> {
  return { ...track, evidence: addLook(track.evidence, scores, track.lastSeenMs, options) };
}

/** The track in a video that is `factor` times as large. */
export function scaleTrack<L extends string>(track: Track<L>, factor: number): Track<L> {
  return { ...track, motion: scaleBoxMotion(track.motion, factor) };
}

/** Whether the classifier should look now: always while the label is open or contested, else every `recheckMs`. */
export function needsLook<L extends string>(track: Track<L>, recheckMs: number): boolean {
  const { label, isAgreed, timestampMs } = track.evidence;
  return label === undefined || !isAgreed || track.lastSeenMs - timestampMs >= recheckMs;
}

/**
 * Where the face is at a time near the track's own, clipped to the frame; `undefined` when it has left it.
 * @param horizonMs - beyond this the motion is not believed and the box stands still, milliseconds.
 */
export function boxAt(track: Track, timestampMs: number, frame: Size, horizonMs: number): Box | undefined {
  const ahead = Math.min(horizonMs, Math.max(-horizonMs, timestampMs - track.timestampMs));
  const box = clipBox(boxOf(advanceBox(track.motion, ahead / 1000)), frame);
  return box.width >= 1 && box.height >= 1 ? box : undefined;
}
