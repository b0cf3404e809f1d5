import { createRandom, type RawImage, type RgbImage } from '@maskpred/core';
import { pick } from '../../drawing/cloth-colours.js';
import { assertOneOf, type FaceLook, lookAtFace } from '../../drawing/look.js';
import { type Painting, paintSurfaces } from '../../drawing/paint.js';
import type { FaceToCover } from '../../drawing/pose.js';
import { handSurfaces } from '../hand/build.js';
import { chooseSkin } from '../skin.js';
import { bodySurface, type CupPlace } from './body.js';
import { designCup } from './design.js';
import { handleSurface } from './handle.js';
import { holdCup } from './hold.js';
import { CUP_STYLES, type CupStyle } from './style.js';

export interface DrawCupOptions {
  /** Whole number that decides style, colours, place and hands: the same seed gives the same bytes. */
  readonly seed: number;
  /** Which kind. @default one of `CUP_STYLES`, by the seed */
  readonly style?: CupStyle;
}

/**
 * A copy of the picture in which one bare face drinks from a cup, held by one hand or two.
 *
 * @param image - any RawImage; it is not changed.
 * @param face - a `FaceDetection`, or only its `box`, in pixels of `image`.
 * @returns RGB pixels of the same size.
 * @throws {MaskpredError} INVALID_ARGUMENT as `drawFaceMask` does.
 * @example
 * const drinking = drawCup(image, { box: { x: 212, y: 80, width: 96, height: 104 } }, { seed: 7, style: 'mug' });
 */
export function drawCup(image: RawImage, face: FaceToCover, options: DrawCupOptions): RgbImage {
  const look = lookAtFace(image, face, options.seed);
  return paintSurfaces(look.rgb, planCup(look, options));
}

/** What {@link drawCup} paints. */
export function planCup(
  { pose, light }: Pick<FaceLook, 'pose' | 'light'>,
  options: DrawCupOptions,
): Painting {
  const { seed } = options;
  if (options.style !== undefined) assertOneOf('style', options.style, CUP_STYLES);
  const random = createRandom(seed);
  const byChance = pick(CUP_STYLES, random); // drawn even when not needed, so that naming the style changes nothing else
  const style = options.style ?? byChance;
  const design = designCup(style, random);
  const place: CupPlace = {
    across: random.between(-0.1, 0.1),
    v: random.between(0.84, 1.06),
    tilt: random.between(-0.35, 0.35),
    lift: random.between(0.05, 0.5),
  };
  const side = random.next() < 0.5 ? 1 : -1;
  const skin = chooseSkin(light, pose, random);
  const hands = holdCup(design, place, side, random).flatMap((hold) => handSurfaces(hold, skin, random));
  const noiseSeed = random.int(1, 0x7fffffff);
  const body = bodySurface(design, place, light, noiseSeed);
  const handle = design.hasHandle ? [handleSurface(design, place, side === 1 ? 1 : -1, light, pose)] : [];
  return { pose, light, surfaces: [...hands, body, ...handle], noiseSeed };
}
