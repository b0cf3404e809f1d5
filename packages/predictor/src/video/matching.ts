import { type Box, expandBox, iou } from '@maskpred/core';

/** Indices of a track's box and of the detected box that continues it. */
export interface Match {
  readonly track: number;
  readonly detection: number;
}

/**
 * How much larger boxes are made before their overlap is measured, as a share of their size on each side: a small face
 * that moves fast does not overlap itself a tenth of a second later (Yang and others, "Hard to Track Objects with
 * Irregular Motions and Similar Appearances? Make It Easier by Buffering the Matching Space", WACV 2023).
 */
const BUFFER = 0.3;
/** Below this overlap of the enlarged boxes they are not the same face. */
const MIN_OVERLAP = 0.2;

/**
 * Pairs boxes of tracks with detected ones, the largest overlap first; each is used once. What does not overlap enough
 * stays alone.
 */
export function matchBoxes(tracks: readonly Box[], detections: readonly Box[]): Match[] {
  const [grownTracks, grownDetections] = [tracks, detections].map((boxes) =>
    boxes.map((box) => expandBox(box, BUFFER)),
  ) as [Box[], Box[]];
  const pairs: (Match & { overlap: number })[] = [];
  for (const [track, a] of grownTracks.entries()) {
    for (const [detection, b] of grownDetections.entries()) {
      const overlap = iou(a, b);
      if (overlap >= MIN_OVERLAP) pairs.push({ track, detection, overlap });
    }
  }
  pairs.sort((a, b) => b.overlap - a.overlap);
  const usedTracks = new Set<number>();
  const usedDetections = new Set<number>();
  const matches: Match[] = [];
  for (const { track, detection } of pairs) {
    if (usedTracks.has(track) || usedDetections.has(detection)) continue;
    usedTracks.add(track);
    usedDetections.add(detection);
    matches.push({ track, detection });
  }
  return matches;
}
