import { type RawImage, resizeImage } from '@maskpred/core';

/** Pixels a side of the grey copy that pictures are compared by. */
export const MINIATURE_SIDE = 32;

/** A grey copy of 32 x 32, row by row, 0 to 255 (Rec. 601); the aspect is not kept. */
export function miniatureOf(image: RawImage): Uint8Array {
  const { data } = resizeImage(image, MINIATURE_SIDE, MINIATURE_SIDE);
  return Uint8Array.from({ length: MINIATURE_SIDE ** 2 }, (_, i) =>
    Math.round(0.299 * data[i * 3]! + 0.587 * data[i * 3 + 1]! + 0.114 * data[i * 3 + 2]!),
  );
}

/** The copy as a mirror shows it. */
export function mirrorMiniature(miniature: Uint8Array): Uint8Array {
  const mirrored = miniature.slice();
  for (let y = 0; y < miniature.length; y += MINIATURE_SIDE)
    mirrored.subarray(y, y + MINIATURE_SIDE).reverse();
  return mirrored;
}

/** Standard deviation of the grey values. */
export function contrastOf(miniature: Uint8Array): number {
  const mean = miniature.reduce((sum, value) => sum + value, 0) / miniature.length;
  const squares = miniature.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / miniature.length);
}

/** Reach of the neighbourhood that is taken off, pixels: 5 x 5. */
const REACH = 2;

/**
 * What is left of a square grey picture when the mean of each pixel's neighbourhood is taken off, with mean 0 and length
 * 1: portraits share light and dark regions, but not this.
 * @param isInside - pixels that count, 1 or 0; the others become 0. @default all
 * @returns undefined when nothing is left.
 */
export function fineStructure(
  grey: ArrayLike<number>,
  side = MINIATURE_SIDE,
  isInside?: Uint8Array,
): Float32Array | undefined {
  const fine = new Float32Array(side * side);
  let sum = 0;
  let count = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const i = y * side + x;
      if (isInside && !isInside[i]) continue;
      fine[i] = grey[i]! - localMean(grey, side, x, y, isInside);
      sum += fine[i]!;
      count++;
    }
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < fine.length; i++) {
    if (isInside && !isInside[i]) continue;
    fine[i]! -= mean;
    squares += fine[i]! ** 2;
  }
  if (!(squares > 1e-6)) return undefined;
  const scale = 1 / Math.sqrt(squares);
  return fine.map((value) => value * scale);
}

function localMean(
  grey: ArrayLike<number>,
  side: number,
  x: number,
  y: number,
  isInside: Uint8Array | undefined,
): number {
  let sum = 0;
  let count = 0;
  for (let v = Math.max(0, y - REACH); v <= Math.min(side - 1, y + REACH); v++) {
    for (let u = Math.max(0, x - REACH); u <= Math.min(side - 1, x + REACH); u++) {
      const i = v * side + u;
      if (isInside && !isInside[i]) continue;
      sum += grey[i]!;
      count++;
    }
  }
  return sum / count;
}

/** The correlation, -1 to 1, of two fine structures. */
export function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
