import {
  assertArgument,
  createRandom,
  cropImage,
  cropRegion,
  type RawImage,
  type RgbImage,
} from '@maskpred/core';
import { pick } from '../drawing/cloth-colours.js';
import { assertOneOf, type FaceLook, lookAtFace } from '../drawing/look.js';
import { type Painting, paintSurfaces } from '../drawing/paint.js';
import type { FaceToCover } from '../drawing/pose.js';
import { planFaceMask } from '../face-mask/draw.js';
import type { FaceMaskStyle, FaceMaskWear } from '../face-mask/style.js';
import {
  SYNTHETIC_CASES,
  SYNTHETIC_KINDS,
  SYNTHETIC_LABELS,
  SYNTHETIC_STYLES,
  type SyntheticCase,
  type SyntheticKind,
  syntheticKindOf,
  type SyntheticStyle,
} from './cases.js';
import { planCup } from './cup/draw.js';
import type { CupStyle } from './cup/style.js';
import { planHand } from './hand/draw.js';
import type { HandStyle } from './hand/style.js';
import { planScarf } from './scarf/draw.js';
import type { ScarfStyle } from './scarf/style.js';

export interface SynthesizeFaceOptions {
  /** Whole number that decides everything that is left open: the same seed gives the same bytes. */
  readonly seed: number;
  /** What may be drawn, each with the same chance. @default all of `SYNTHETIC_CASES` */
  readonly cases?: readonly SyntheticCase[];
  /** Of whatever kinds; a kind of which none is named is drawn in all of its styles. @default all */
  readonly styles?: readonly SyntheticStyle[];
  /** What to call a case. @default `SYNTHETIC_LABELS`: `mask` for a face mask worn right, else `no-mask` */
  readonly labels?: Readonly<Partial<Record<SyntheticCase, string>>>;
  /** Share of the box's size that is added on each side of a crop. @default no crop: the whole picture */
  readonly margin?: number;
}

/** What was drawn, as a `crops.jsonl` has it. */
export type SyntheticMark = {
  readonly kind: SyntheticKind;
  readonly style: SyntheticStyle;
  readonly seed: number;
  /** Of a face mask. */
  readonly wear?: FaceMaskWear;
};

export interface SyntheticFace {
  readonly image: RgbImage;
  readonly label: string;
  readonly synthetic: SyntheticMark;
}

/** How much of its surroundings a face is looked at with, as a share of its box: its light is measured there. */
const SURROUNDINGS = 1.5;

/**
 * A bare face with something drawn before it, and what to call that: a face mask worn right, under the nose or on the
 * chin, a hand, a scarf or a cup.
 *
 * @param image - any RawImage; it is not changed.
 * @param face - a `FaceDetection`, or only its `box`, in pixels of `image`.
 * @throws {MaskpredError} INVALID_ARGUMENT as `drawFaceMask` does, and for cases and styles that
 * there are not.
 * @example
 * const { label, synthetic } = synthesizeFace(image, face, { seed: 3, cases: ['cup'], margin: 0.15 });
 * console.log(label, synthetic); // no-mask { kind: 'cup', style: 'mug', seed: 3 }
 */
export function synthesizeFace(
  image: RawImage,
  face: FaceToCover,
  options: SynthesizeFaceOptions,
): SyntheticFace {
  const { seed, cases = SYNTHETIC_CASES, styles = [], labels = {}, margin } = options;
  assertChoice(cases, styles);
  const random = createRandom(seed);
  const name = pick(cases, random);
  const kind = syntheticKindOf(name);
  const named = styles.filter((style) => SYNTHETIC_STYLES[kind].includes(style));
  const style = pick(named.length > 0 ? named : SYNTHETIC_STYLES[kind], random);
  const { picture, here, region } = cutSurroundings(image, face, margin);
  const look = lookAtFace(picture, here, seed);
  // Numbers of its own for the drawing: else the style would go together with what is drawn next.
  const painting = planOf(name, style, look, random.int(1, 0x7fffffff));
  const drawn = paintSurfaces(look.rgb, painting, region);
  const wear = kind === 'face-mask' ? { wear: name as FaceMaskWear } : {};
  return {
    image: margin === undefined ? drawn : cropImage(drawn, here.box, margin),
    label: labels[name] ?? SYNTHETIC_LABELS[name],
    synthetic: { kind, style, ...wear, seed },
  };
}

function assertChoice(cases: readonly SyntheticCase[], styles: readonly SyntheticStyle[]): void {
  assertArgument(cases.length > 0, 'cases is empty: name at least one, or leave it out for all.');
  for (const name of cases) assertOneOf('cases', name, SYNTHETIC_CASES);
  const known = SYNTHETIC_KINDS.flatMap((kind) => SYNTHETIC_STYLES[kind]);
  for (const style of styles) assertOneOf('styles', style, known);
}

function planOf(name: SyntheticCase, style: SyntheticStyle, look: FaceLook, seed: number): Painting {
  switch (name) {
    case 'hand':
      return planHand(look, { seed, style: style as HandStyle });
    case 'scarf':
      return planScarf(look, { seed, style: style as ScarfStyle });
    case 'cup':
      return planCup(look, { seed, style: style as CupStyle });
    default:
      return planFaceMask(look, { seed, style: style as FaceMaskStyle, wear: name });
  }
}

/** For a crop only the face's surroundings are needed, and only the crop itself is painted. */
function cutSurroundings(image: RawImage, face: FaceToCover, margin: number | undefined) {
  if (margin === undefined) return { picture: image, here: face };
  const around = cropRegion(face.box, Math.max(SURROUNDINGS, margin), image);
  const move = <P extends { readonly x: number; readonly y: number }>(place: P): P => ({
    ...place,
    x: place.x - around.x,
    y: place.y - around.y,
  });
  const keypoints = face.keypoints?.map(move);
  const here: FaceToCover = { box: move(face.box), ...(keypoints ? { keypoints } : {}) };
  const picture = cropImage(image, around);
  return { picture, here, region: cropRegion(here.box, margin, picture) };
}
