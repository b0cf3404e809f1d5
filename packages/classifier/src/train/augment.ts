import { createRandom, type RawImage, type RgbImage, toRgb } from '@maskpred/core';
import { blur } from './augment/blur.js';
import { degrade } from './augment/degrade.js';
import { occlude } from './augment/occlude.js';
import { relight } from './augment/relight.js';
import { warp } from './augment/warp.js';

export { AUGMENTATION } from './augment/augmentation.js';

/**
 * A seeded variant of a face crop: turned, zoomed, shifted, sheared, mirrored, relit, sometimes covered in part or out of
 * focus, and most often shrunk and recompressed as small faces in scenes are. The same seed gives the same picture.
 *
 * @returns at most 224 pixels on the longer side; the input stays as it is.
 * @example
 * const variant = await augment(await decodeImage('face.jpg'), 1);
 */
export async function augment(image: RawImage, seed: number): Promise<RgbImage> {
  const random = createRandom(seed);
  const warped = warp(toRgb(image), random);
  const relit = relight(warped, random);
  const covered = occlude(relit, random);
  const blurred = blur(covered, random);
  return degrade(blurred, random);
}
