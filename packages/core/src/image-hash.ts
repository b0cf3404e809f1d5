import { assertArgument } from './error.js';
import type { RawImage } from './image.js';
import { resizeImage } from './resize/resize.js';

const COLUMNS = 8;
const ROWS = 8;

/**
 * The 64-bit difference hash (dHash) of a picture, as 16 lower-case hexadecimal digits: it hardly changes when a picture
 * is scaled or compressed. Each bit says, of a 9 x 8 grey miniature, whether a pixel is brighter than its right
 * neighbour, row by row from the top left, first bit highest (N. Krawetz, "Kind of Like That", 2013).
 * @throws {MaskpredError} INVALID_ARGUMENT when the picture's data does not fit its size.
 * @example
 * const bits = hashDistance(differenceHash(photo), differenceHash(smallerCopy)); // 0 to 64; 4 or less: the same shot
 */
export function differenceHash(image: RawImage): string {
  const { data } = resizeImage(image, COLUMNS + 1, ROWS);
  const grey = (index: number) =>
    299 * data[index * 3] + 587 * data[index * 3 + 1] + 114 * data[index * 3 + 2]; // Rec. 601
  let hash = '';
  for (let y = 0; y < ROWS; y++) {
    let byte = 0;
    for (let x = 0; x < COLUMNS; x++) {
      const index = y * (COLUMNS + 1) + x;
      byte = (byte << 1) | (grey(index) > grey(index + 1) ? 1 : 0);
    }
    hash += byte.toString(16).padStart(2, '0');
  }
  return hash;
}

/**
 * In how many bits two hashes of the same kind differ.
 * @throws {MaskpredError} INVALID_ARGUMENT when one is not hexadecimal or their lengths differ.
 */
export function hashDistance(a: string, b: string): number {
  assertArgument(a.length === b.length, `Hashes of one kind are equally long, got ${a} and ${b}.`);
  let bits = 0;
  for (let i = 0; i < a.length; i += 8) {
    let difference = parseDigits(a.slice(i, i + 8)) ^ parseDigits(b.slice(i, i + 8));
    for (; difference !== 0; difference &= difference - 1) bits++;
  }
  return bits;
}

function parseDigits(digits: string): number {
  assertArgument(/^[0-9a-f]+$/i.test(digits), `A hash is hexadecimal, got ${digits}.`);
  return Number.parseInt(digits, 16);
}
