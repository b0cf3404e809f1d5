import type { Box, ClassScore, FaceDetection, Size } from '@maskpred/core';
import { meanScores } from './evidence.js';
import { boxAt, type Track } from './track.js';

/** One person of a video, under the same `id` for as long as the face is followed. */
export interface TrackedPerson<L extends string = string> {
  /** Counts up from 1; never used twice by one predictor. */
  readonly id: number;
  /** Where the face is at the time that was asked for, in pixels of the last frame, clipped to it. */
  readonly box: Box;
  /** What the face wears; `undefined` while it is being decided. */
  readonly label: L | undefined;
  /** The classifier's mean score of `label`, or of the likeliest label while it is being decided, 0 to 1. */
  readonly score: number;
  /** Mean scores of all labels, recent looks weighing more, best first; they sum to 1. */
  readonly scores: readonly ClassScore<L>[];
  /** Whether the last look found the face; if not, `box` is where it should be. */
  readonly isSeen: boolean;
  /** The last detection, in pixels of its frame. */
  readonly face: FaceDetection;
  /** When the face was first and last found, milliseconds. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface AnswerOptions {
  readonly minHits: number;
  /** The label whose faces are left out, decided or likely; `undefined` leaves out nobody. */
  readonly leftOut: string | undefined;
  /** How far from the last look a motion is believed, milliseconds. */
  readonly horizonMs: number;
}

/** The people of a frame at a time near the last look, by id. */
export function peopleAt<L extends string>(
  tracks: readonly Track<L>[],
  timestampMs: number,
  frame: Size,
  { minHits, leftOut, horizonMs }: AnswerOptions,
): TrackedPerson<L>[] {
  return tracks.flatMap((track) => {
    const { id, hits, face, firstSeenMs, lastSeenMs, evidence } = track;
    const box = boxAt(track, timestampMs, frame, horizonMs);
    const scores = meanScores(evidence);
    const { label } = evidence;
    const shown = label ?? scores[0]?.label;
    if (!box || hits < minHits || (leftOut !== undefined && shown === leftOut)) return [];
    const score = scores.find((one) => one.label === shown)?.score ?? 0;
    const isSeen = lastSeenMs === track.timestampMs;
    return [{ id, box, label, score, scores, isSeen, face, firstSeenMs, lastSeenMs }];
  });
}
