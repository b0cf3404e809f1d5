import type { FaceDetection } from '@maskpred/core';
import { boxOf } from './box-motion.js';
import { matchBoxes } from './matching.js';
import { advanceTrack, continueTrack, startTrack, type Track } from './track.js';

/** All faces that are followed. */
export interface TrackSet<L extends string = string> {
  readonly tracks: readonly Track<L>[];
  /** Of the next face that appears. */
  readonly nextId: number;
}

export interface TrackerOptions {
  /** Faces of at least this score begin a track; lower ones only continue one, 0 to 1. */
  readonly startScore: number;
  /** A face that was not found for longer is given up, milliseconds. */
  readonly maxMissedMs: number;
}

/** Nobody is followed. */
export function noTracks<L extends string>(): TrackSet<L> {
  return { tracks: [], nextId: 1 };
}

/**
 * The tracks after one more look. Sure faces choose their tracks first, then unsure ones take what is left, as a face
 * that turns away is found with a low score before it is lost (Zhang and others, "ByteTrack", ECCV 2022).
 *
 * @param faces - what the detector found, in any order.
 * @param timestampMs - when the frame was taken, milliseconds; not before the last look.
 */
export function updateTracks<L extends string>(
  set: TrackSet<L>,
  faces: readonly FaceDetection[],
  timestampMs: number,
  { startScore, maxMissedMs }: TrackerOptions,
): TrackSet<L> {
  const alive = set.tracks
    .filter(({ lastSeenMs }) => timestampMs - lastSeenMs <= maxMissedMs)
    .map((track) => advanceTrack(track, timestampMs));
  const sure = faces.filter(({ score }) => score >= startScore);
  const unsure = faces.filter(({ score }) => score < startScore);

  const first = continueTracks(alive, sure);
  const second = continueTracks(first.waiting, unsure);
  const started = first.unused.map((face, i) => startTrack<L>(set.nextId + i, face, timestampMs));
  const tracks = [...first.continued, ...second.continued, ...second.waiting, ...started];
  return { tracks: tracks.sort((a, b) => a.id - b.id), nextId: set.nextId + started.length };
}

function continueTracks<L extends string>(tracks: readonly Track<L>[], faces: readonly FaceDetection[]) {
  const matches = matchBoxes(
    tracks.map(({ motion }) => boxOf(motion)),
    faces.map(({ box }) => box),
  );
  const taken = new Set(matches.map(({ track }) => track));
  const used = new Set(matches.map(({ detection }) => detection));
  return {
    continued: matches.map(({ track, detection }) => continueTrack(tracks[track]!, faces[detection]!)),
    waiting: tracks.filter((_, i) => !taken.has(i)),
    unused: faces.filter((_, i) => !used.has(i)),
  };
}
