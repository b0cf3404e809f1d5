import { createRandom, type RawImage, type RgbImage } from '@maskpred/core';
import { type Painting, paintSurfaces } from '../../drawing/paint.js';
import { pick } from '../../drawing/cloth-colours.js';
import type { FaceToCover } from '../../drawing/pose.js';
import { assertOneOf, type FaceLook, lookAtFace } from '../../drawing/look.js';
import { chooseSkin } from '../skin.js';
import { arrangeHands } from './arrange.js';
import { handSurfaces } from './build.js';
import { HAND_STYLES, type HandStyle } from './style.js';

export interface DrawHandOptions {
  /** Whole number that decides style, place, skin and sleeve: the same seed gives the same bytes. */
  readonly seed: number;
  /** How the hand is held. @default one of `HAND_STYLES`, by the seed */
  readonly style?: HandStyle;
}

/**
 * A copy of the picture with a hand before the mouth of one bare face, in the skin and the light of that face.
 *
 * @param image - any RawImage; it is not changed.
 * @param face - a `FaceDetection`, or only its `box`, in pixels of `image`.
 * @returns RGB pixels of the same size.
 * @throws {MaskpredError} INVALID_ARGUMENT as `drawFaceMask` does.
 * @example
 * const covered = drawHand(image, { box: { x: 212, y: 80, width: 96, height: 104 } }, { seed: 7, style: 'fist' });
 */
export function drawHand(image: RawImage, face: FaceToCover, options: DrawHandOptions): RgbImage {
  const look = lookAtFace(image, face, options.seed);
  return paintSurfaces(look.rgb, planHand(look, options));
}

/** What {@link drawHand} paints. */
export function planHand(
  { pose, light }: Pick<FaceLook, 'pose' | 'light'>,
  options: DrawHandOptions,
): Painting {
  const { seed } = options;
  if (options.style !== undefined) assertOneOf('style', options.style, HAND_STYLES);
  const random = createRandom(seed);
  const byChance = pick(HAND_STYLES, random); // drawn even when not needed, so that naming the style changes nothing else
  const style = options.style ?? byChance;
  const skin = chooseSkin(light, pose, random);
  const surfaces = arrangeHands(style, random).flatMap((hold) => handSurfaces(hold, skin, random));
  return { pose, light, surfaces, noiseSeed: random.int(1, 0x7fffffff) };
}
