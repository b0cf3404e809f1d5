import { type Annotation, type FaceDetection, iou, shorterSide } from '@maskpred/core';

export interface MatchOptions {
  /** Overlap (intersection over union) from which a detection is a face, above 0 to 1. @default 0.5 */
  readonly minIou?: number;
  /** Faces whose shorter side is below this are ignored, pixels. @default 0 */
  readonly minSize?: number;
  /** Whether faces that are marked as difficult are ignored too, as Pascal VOC does. @default false */
  readonly ignoreDifficult?: boolean;
}

/** One detection and the face it is, if it is one. */
export interface Match<D, F> {
  readonly detection: D;
  readonly face?: F;
  /** It counts neither way: its face is ignored, or it is no face and too small itself. */
  readonly isIgnored: boolean;
}

export interface Matches<D, F> {
  /** Of every detection, by score, descending. */
  readonly matches: readonly Match<D, F>[];
  /** Faces that count and that no detection is, in their order. */
  readonly missed: readonly F[];
  /** How many faces count. */
  readonly size: number;
}

/**
 * Which detection is which face of one picture, as COCO matches them: the best detection first, each takes the face that it
 * overlaps most and that no better one has taken; an ignored face is taken only where no other is left. What is below
 * `minSize` counts neither way: not as missed when it is a face, not as false when it is a detection.
 *
 * Since better detections choose first, the matches of those above any score are the same as if there were no others.
 * @example
 * const face = { box: { x: 10, y: 10, width: 40, height: 40 }, label: 'mask' };
 * const found = { box: { x: 12, y: 10, width: 40, height: 40 }, score: 0.9 };
 * matchDetections([found], [face]).matches; // [ { detection: found, face, isIgnored: false } ]
 */
export function matchDetections<
  D extends Pick<FaceDetection, 'box' | 'score'>,
  F extends Omit<Annotation, 'label'>,
>(
  detections: readonly D[],
  faces: readonly F[],
  { minIou = 0.5, minSize = 0, ignoreDifficult = false }: MatchOptions = {},
): Matches<D, F> {
  const isIgnored = (face: F) =>
    shorterSide(face.box) < minSize || (ignoreDifficult && face.difficult === true);
  const counting = new Set(faces.filter((face) => !isIgnored(face)));
  const ignored = new Set(faces.filter(isIgnored));
  const size = counting.size;
  const takeBest = (from: Set<F>, detection: D): F | undefined => {
    let best: F | undefined;
    let bestOverlap = minIou;
    for (const face of from) {
      const overlap = iou(detection.box, face.box);
      if (overlap < bestOverlap) continue;
      best = face;
      bestOverlap = overlap;
    }
    if (best) from.delete(best);
    return best;
  };
  const matches = [...detections]
    .sort((a, b) => b.score - a.score)
    .map((detection): Match<D, F> => {
      const face = takeBest(counting, detection);
      if (face) return { detection, face, isIgnored: false };
      const other = takeBest(ignored, detection);
      if (other) return { detection, face: other, isIgnored: true };
      return { detection, isIgnored: shorterSide(detection.box) < minSize };
    });
  return { matches, missed: [...counting], size };
}
