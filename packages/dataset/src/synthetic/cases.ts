import { assertArgument } from '@maskpred/core';
import { assertOneOf } from '../drawing/look.js';
import {
  FACE_MASK_STYLES,
  FACE_MASK_WEARS,
  type FaceMaskStyle,
  type FaceMaskWear,
} from '../face-mask/style.js';
import { CUP_STYLES, type CupStyle } from './cup/style.js';
import { HAND_STYLES, type HandStyle } from './hand/style.js';
import { SCARF_STYLES, type ScarfStyle } from './scarf/style.js';

/** What can be drawn on a bare face. */
export type SyntheticKind = 'face-mask' | 'hand' | 'scarf' | 'cup';

export type SyntheticStyle = FaceMaskStyle | HandStyle | ScarfStyle | CupStyle;

/** What is drawn as far as its label goes: a face mask by how it is worn, everything else by its kind. */
export type SyntheticCase = FaceMaskWear | Exclude<SyntheticKind, 'face-mask'>;

export const SYNTHETIC_KINDS: readonly SyntheticKind[] = Object.freeze(['face-mask', 'hand', 'scarf', 'cup']);

export const SYNTHETIC_CASES: readonly SyntheticCase[] = Object.freeze([
  ...FACE_MASK_WEARS,
  'hand',
  'scarf',
  'cup',
]);

/** The styles of each kind. */
export const SYNTHETIC_STYLES: Readonly<Record<SyntheticKind, readonly SyntheticStyle[]>> = Object.freeze({
  'face-mask': FACE_MASK_STYLES,
  hand: HAND_STYLES,
  scarf: SCARF_STYLES,
  cup: CUP_STYLES,
});

/** What each case is labelled: only a face mask over nose and mouth is one. */
export const SYNTHETIC_LABELS: Readonly<Record<SyntheticCase, string>> = Object.freeze({
  right: 'mask',
  'under-nose': 'no-mask',
  chin: 'no-mask',
  hand: 'no-mask',
  scarf: 'no-mask',
  cup: 'no-mask',
});

export interface SyntheticChoice {
  /** @default all of `SYNTHETIC_KINDS` */
  readonly kinds?: readonly SyntheticKind[];
  /** How face masks are worn. @default all of `FACE_MASK_WEARS` */
  readonly wears?: readonly FaceMaskWear[];
}

/**
 * The cases of some kinds, in the order of `SYNTHETIC_CASES`.
 * @throws {MaskpredError} INVALID_ARGUMENT for names that there are not, and for a choice that leaves nothing.
 * @example
 * syntheticCases({ kinds: ['face-mask', 'cup'], wears: ['right', 'chin'] }); // ['right', 'chin', 'cup']
 */
export function syntheticCases(choice: SyntheticChoice = {}): SyntheticCase[] {
  const { kinds = SYNTHETIC_KINDS, wears = FACE_MASK_WEARS } = choice;
  for (const kind of kinds) assertOneOf('kinds', kind, SYNTHETIC_KINDS);
  for (const wear of wears) assertOneOf('wears', wear, FACE_MASK_WEARS);
  const cases = SYNTHETIC_CASES.filter((name) => {
    const kind = syntheticKindOf(name);
    return kinds.includes(kind) && (kind !== 'face-mask' || wears.some((wear) => wear === name));
  });
  assertArgument(
    cases.length > 0,
    'Nothing is left to draw. Name at least one kind, and one way to wear a face mask.',
  );
  return cases;
}

/** The kind of a case: `face-mask` for every way to wear one. */
export function syntheticKindOf(name: SyntheticCase): SyntheticKind {
  return name === 'hand' || name === 'scarf' || name === 'cup' ? name : 'face-mask';
}
