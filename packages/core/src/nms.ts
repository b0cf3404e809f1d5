import type { FaceDetection } from './detection.js';
import { intersectionArea, boxArea, iou } from './box.js';

export interface NmsOptions {
  /** A box that overlaps a better one by more than this is dropped, 0 to 1. @default 0.45 */
  readonly maxOverlap?: number;
  /** How overlap is measured: `iou`, or `min-area` (intersection over the smaller box). @default 'iou' */
  readonly overlap?: 'iou' | 'min-area';
  /** @default Infinity */
  readonly maxFaces?: number;
}

/**
 * Greedy non-maximum suppression: best first, dropping what overlaps a kept face too much.
 * @returns a new array, by score, descending; ties keep their order.
 */
export function suppressOverlaps<T extends FaceDetection>(
  faces: readonly T[],
  options: NmsOptions = {},
): T[] {
  const { maxOverlap = 0.45, overlap = 'iou', maxFaces = Infinity } = options;
  const measure = overlap === 'iou' ? iou : overlapOfSmaller;
  const kept: T[] = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score)) {
    if (kept.length >= maxFaces) break;
    if (kept.every((better) => measure(better.box, face.box) <= maxOverlap)) kept.push(face);
  }
  return kept;
}

function overlapOfSmaller(a: FaceDetection['box'], b: FaceDetection['box']): number {
  const smaller = Math.min(boxArea(a), boxArea(b));
  return smaller > 0 ? intersectionArea(a, b) / smaller : 0;
}
