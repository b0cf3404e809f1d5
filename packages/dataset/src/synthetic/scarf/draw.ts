import { createRandom, type RawImage, type RgbImage } from '@maskpred/core';
import { pick } from '../../drawing/cloth-colours.js';
import { assertOneOf, type FaceLook, lookAtFace } from '../../drawing/look.js';
import { type Painting, paintSurfaces } from '../../drawing/paint.js';
import type { FaceToCover } from '../../drawing/pose.js';
import { designScarf } from './design.js';
import { SCARF_STYLES, type ScarfStyle } from './style.js';
import { turnSurface } from './turn.js';

export interface DrawScarfOptions {
  /** Whole number that decides style, colours, height and folds: the same seed gives the same bytes. */
  readonly seed: number;
  /** Which kind. @default one of `SCARF_STYLES`, by the seed */
  readonly style?: ScarfStyle;
}

/**
 * A copy of the picture with a scarf pulled up before one bare face, mostly over nose or mouth.
 *
 * @param image - any RawImage; it is not changed.
 * @param face - a `FaceDetection`, or only its `box`, in pixels of `image`.
 * @returns RGB pixels of the same size.
 * @throws {MaskpredError} INVALID_ARGUMENT as `drawFaceMask` does.
 * @example
 * const wrapped = drawScarf(image, { box: { x: 212, y: 80, width: 96, height: 104 } }, { seed: 7, style: 'bandana' });
 */
export function drawScarf(image: RawImage, face: FaceToCover, options: DrawScarfOptions): RgbImage {
  const look = lookAtFace(image, face, options.seed);
  return paintSurfaces(look.rgb, planScarf(look, options));
}

/** What {@link drawScarf} paints. */
export function planScarf(
  { pose, light }: Pick<FaceLook, 'pose' | 'light'>,
  options: DrawScarfOptions,
): Painting {
  const { seed } = options;
  if (options.style !== undefined) assertOneOf('style', options.style, SCARF_STYLES);
  const random = createRandom(seed);
  const byChance = pick(SCARF_STYLES, random); // drawn even when not needed, so that naming the style changes nothing else
  const style = options.style ?? byChance;
  const design = designScarf(style, random);
  const noiseSeed = random.int(1, 0x7fffffff);
  const surfaces = design.turns.map((turn, i) => turnSurface(turn, design, pose, light, noiseSeed + 50 * i));
  return { pose, light, surfaces, noiseSeed };
}
