import {
  assertArgument,
  createRandom,
  cropRegion,
  type RawImage,
  type RgbImage,
  toRgb,
} from '@maskpred/core';
import { designFaceMask, pickStyle } from './design.js';
import { fitFaceMask } from './fit.js';
import { measureLight } from './light.js';
import { loopsOf } from './loops.js';
import { paintFaceMask } from './paint.js';
import { estimatePose, type FaceToCover } from './pose.js';
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
  const { seed, wear = 'right' } = options;
  assertArgument(Number.isInteger(seed), `seed is a whole number, got ${String(seed)}.`);
  assertOneOf('wear', wear, FACE_MASK_WEARS);
  if (options.style !== undefined) assertOneOf('style', options.style, FACE_MASK_STYLES);
  const rgb = toRgb(image);
  cropRegion(face.box, 0, rgb); // refuses a box without size or outside of the picture
  const pose = estimatePose(face);
  const random = createRandom(seed);
  const byChance = pickStyle(random); // drawn even when not needed, so that naming the style changes nothing else
  const design = designFaceMask(options.style ?? byChance, random);
  const fit = fitFaceMask(pose, design, wear, random);
  const light = measureLight(rgb, pose);
  return paintFaceMask(rgb, { fit, light, loops: loopsOf(fit), noiseSeed: random.int(1, 0x7fffffff) });
}

function assertOneOf(name: string, value: string, allowed: readonly string[]): void {
  assertArgument(allowed.includes(value), `${name} is one of ${allowed.join(', ')}, got ${String(value)}.`);
}
