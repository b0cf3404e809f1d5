import type { Box } from '@maskpred/core';

/** Where somebody was at a time. */
export interface PathPoint {
  /** Milliseconds from the start of the video. */
  readonly timestampMs: number;
  readonly box: Box;
}

/** A path of bounded length, however long it gets. */
export interface BoxPath {
  /** Times must not go back. */
  add(point: PathPoint): void;
  /** In order of time, the first and the last point among them. */
  points(): PathPoint[];
}

/** At ten looks a second these are the first 25 seconds whole. */
const MAX_POINTS = 256;

/** An empty path. When it is full, every other point is left out from there on, so that points stay evenly spread. */
export function createBoxPath(maxPoints: number = MAX_POINTS): BoxPath {
  let kept: PathPoint[] = [];
  let last: PathPoint | undefined;
  let stride = 1;
  let count = 0;
  return {
    add(point) {
      last = point;
      if (count++ % stride !== 0) return;
      kept.push(point);
      if (kept.length < maxPoints) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    points: () => (last && kept.at(-1) !== last ? [...kept, last] : [...kept]),
  };
}
