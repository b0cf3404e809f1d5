import * as z from 'zod/mini';
import type { LabelBox } from '../state/picture-state.js';
import type { Guess } from './guess.js';
import { listQuery, type Page } from './lists.js';

/** The label names of a face crop in the place of a box: its picture is the face. */
export const WHOLE_PICTURE = 'whole';

export const FACE_FILTERS = Object.freeze(['all', 'undecided', 'decided', 'disagreement'] as const);
/** `disagreement`: the guess is another label than the one that a person, or the folder, says. */
export type FaceFilter = (typeof FACE_FILTERS)[number];

export const faceQuerySchema = z.object({
  filter: z._default(z.enum(FACE_FILTERS), 'all'),
  /** `uncertain`: undecided first, each by falling uncertainty of its guess; without guesses as `name`. */
  order: z._default(z.enum(['uncertain', 'name']), 'uncertain'),
  ...listQuery,
});
export type FaceQuery = z.input<typeof faceQuerySchema>;
/** A query with its defaults. */
export type SettledFaceQuery = z.output<typeof faceQuerySchema>;

/** A face in the grid. */
export interface FaceItem {
  readonly picture: string;
  /** Id of the box, or `whole`. */
  readonly box: string;
  /** Of the picture. */
  readonly name: string;
  readonly label: string;
  /** Whether a person has decided: no score, or for a face crop verified. */
  readonly isDecided: boolean;
  readonly guess: Guess | null;
  /** Whether the guess is another label than its own. */
  readonly disagrees: boolean;
  /** Of the picture. */
  readonly revision: string;
  /** What `labelCrop` and `relabel` need: the box, or for a face crop null and `verified` below. */
  readonly state: LabelBox | null;
  readonly verified: boolean | null;
}
export type FacePage = Page<FaceItem>;
