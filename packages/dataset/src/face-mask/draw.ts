import { createRandom, type RawImage, type RgbImage } from '@maskpred/core';
import { designFaceMask, pickStyle } from './design.js';
import { fitFaceMask } from './fit.js';
import { assertOneOf, type FaceLook, lookAtFace } from '../drawing/look.js';
import { type Painting, paintSurfaces } from '../drawing/paint.js';
import type { FaceToCover } from '../drawing/pose.js';
import { faceMaskSurfaces } from './surfaces.js';
import { FACE_MASK_STYLES, FACE_MASK_WEARS, type FaceMaskStyle, type FaceMaskWear } from './style.js';

export interface DrawFaceMaskOptions {
  /** Whole number that decides style, colour, cut, fit and wrinkles: the same seed gives the same bytes. */
  readonly seed: number;
  /** Which kind. @default one of `FACE_MASK_STYLES`, by the seed */
  readonly style?: FaceMaskStyle;
  /** `right` covers nose and mouth; the others are worn wrong. @default 'right' */
  readonly wear?: FaceMaskWear;
}

/**
 * A copy of the picture with a face mask drawn on one bare face, in the picture's light. The position is taken from the
 * eyes, nose and mouth where `keypoints` name them, else from the proportions of a box from eyebrows to chin.
 * For several faces call it once a face, with another seed each.
 *
 * @param image - any RawImage; it is not changed.
 * @param face - a `FaceDetection`, or only its `box`, in pixels of `image`.
 * @returns RGB pixels of the same size; outside of the face's surroundings they are the picture's own.
 * @throws {MaskpredError} INVALID_ARGUMENT when the picture's data does not fit its size, the box has no size or lies
 * outside of the picture, a number is not finite, the seed is not whole, or `style` or `wear` is unknown.
 * @example
 * const image = await decodeImage('bare.jpg');
 * const masked = drawFaceMask(image, { box: { x: 212, y: 80, width: 96, height: 104 } }, { seed: 7 });
 * console.log(masked.width === image.width, masked.channels); // true 3
 */
export function drawFaceMask(image: RawImage, face: FaceToCover, options: DrawFaceMaskOptions): RgbImage {
  const look = lookAtFace(image, face, options.seed);
  return paintSurfaces(look.rgb, planFaceMask(look, options));
}

/** What {@link drawFaceMask} paints. */
export function planFaceMask(
  { pose, light }: Pick<FaceLook, 'pose' | 'light'>,
  options: DrawFaceMaskOptions,
): Painting {
  const { seed, wear = 'right' } = options;
  assertOneOf('wear', wear, FACE_MASK_WEARS);
  if (options.style !== undefined) assertOneOf('style', options.style, FACE_MASK_STYLES);
  const random = createRandom(seed);
  const byChance = pickStyle(random); // drawn even when not needed, so that naming the style changes nothing else
  const style = options.style ?? byChance;
  const design = designFaceMask(style, random);
  const fit = fitFaceMask(pose, design, wear, random);
  const noiseSeed = random.int(1, 0x7fffffff);
  const surfaces = faceMaskSurfaces(fit, light, noiseSeed);
  return { pose: fit.pose, light, surfaces, noiseSeed };
}
