import type { RawImage } from '@maskpred/core';
import { measurePicture } from '../check/measure.js';
import { miniatureOf } from './miniature.js';
import { perceptualHashes } from './perceptual-hash.js';

/** What a picture is compared by, about 1.2 KB. */
export interface PictureFingerprint {
  /** Of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** Pixels, upright. */
  readonly width: number;
  /** Pixels, upright. */
  readonly height: number;
  /** As `dataset check` measures it: how much of the contrast lies in the finest detail. */
  readonly sharpness: number;
  /** 64-bit pHash, 16 hexadecimal digits. */
  readonly hash: string;
  /** The hash that the mirror image has. */
  readonly mirroredHash: string;
  /** Grey copy, `[32, 32]` bytes. */
  readonly miniature: Uint8Array;
}

/**
 * The fingerprint of a picture, to be compared by `groupFingerprints`.
 * @param image - decoded pixels.
 * @param sha256 - of the file that they came from.
 * @example
 * const { hash } = fingerprintPicture(image, sha256);
 * console.log(hash.length); // 16
 */
export function fingerprintPicture(image: RawImage, sha256: string): PictureFingerprint {
  const miniature = miniatureOf(image);
  const { sharpness } = measurePicture(image);
  return {
    sha256,
    width: image.width,
    height: image.height,
    // of a mirror image it differs in the last digits
    sharpness: Number(sharpness.toPrecision(6)),
    ...perceptualHashes(miniature),
    miniature,
  };
}
