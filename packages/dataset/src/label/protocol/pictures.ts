import * as z from 'zod/mini';
import type { PictureState } from '../state/picture-state.js';
import type { PicturePhase } from '../state/progress-state.js';
import type { Guess } from './guess.js';
import { listQuery, type Page } from './lists.js';
import type { Problem } from './problem.js';

/** Longest sides that pictures are sent in, pixels; `original` is the picture as it is. */
export const IMAGE_SIZES = Object.freeze(['512', '1024', '2048', 'original'] as const);
export type ImageSize = (typeof IMAGE_SIZES)[number];

/** Sides of the square that crops fit in, pixels. */
export const CROP_SIZES = Object.freeze([96, 160, 256] as const);
export type CropSize = (typeof CROP_SIZES)[number];

/** A picture in the list. */
export interface PictureSummary {
  readonly id: string;
  /** Path below the folder, `/` between its parts. */
  readonly name: string;
  /** `unread`: the server has not come to it yet, everything else is 0; `broken`: it cannot be labelled, see its detail. */
  readonly phase: PicturePhase | 'unread' | 'broken';
  /** Decided boxes; a face crop that was decided on counts as 1. */
  readonly decided: number;
  /** Proposed boxes. */
  readonly proposed: number;
  /** Labels of its boxes, or its own, each once, in the order of the project. */
  readonly labels: readonly string[];
  readonly revision: string;
  /** Whether its file was changed by somebody else while decisions of ours were not in it. */
  readonly hasConflict: boolean;
}

export const PICTURE_FILTERS = Object.freeze([
  'all',
  'undecided',
  'todo',
  'proposed',
  'labelled',
  'verified',
  'done',
  'broken',
  'conflict',
] as const);
/** `undecided`: todo or proposed; `done`: labelled or verified. */
export type PictureFilter = (typeof PICTURE_FILTERS)[number];

export const pictureQuerySchema = z.object({
  filter: z._default(z.enum(PICTURE_FILTERS), 'all'),
  ...listQuery,
});
export type PictureQuery = z.input<typeof pictureQuerySchema>;
/** A query with its defaults. */
export type SettledPictureQuery = z.output<typeof pictureQuerySchema>;

/** In the order of their names. */
export type PicturePage = Page<PictureSummary>;

/** A picture with everything there is to know. */
export interface PictureDetail extends PictureSummary {
  /** Pixels of the upright picture; 0 when it cannot be read. */
  readonly width: number;
  readonly height: number;
  readonly state: PictureState;
  /** By box id, `whole` for a face crop; those that are there already. */
  readonly guesses: Readonly<Record<string, Guess>>;
  /** Whether the detector has looked, or need not: `waiting` is followed by a `changed` event, or by one without boxes. */
  readonly proposals: 'none' | 'waiting' | 'done' | 'failed';
  /** Why it cannot be labelled, or why its pixels cannot be shown. */
  readonly problem: Problem['error'] | null;
  readonly conflict: Conflict | null;
}

/** Somebody else changed a file that decisions of ours are to be written to. Nothing is written until it is settled. */
export interface Conflict {
  /** Of the file; path below the folder. */
  readonly file: string;
  /** Pictures with decisions that are not in the file. */
  readonly pictures: readonly string[];
  /** How the file has the picture that was asked for; absent in lists, and when the file cannot be read. */
  readonly theirs?: PictureState;
  readonly canTakeTheirs: boolean;
}
