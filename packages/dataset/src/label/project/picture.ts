import { createHash } from 'node:crypto';
import type { PictureDetail, PictureSummary, Problem } from '../protocol.js';
import { isProposed } from '../state/decide.js';
import { EMPTY_STATE, type PictureState } from '../state/picture-state.js';
import { phaseOf } from '../state/progress-state.js';

/** A picture that is being labelled, as the server holds it. */
export interface LabelPicture {
  readonly id: string;
  /** Path below the folder, `/` between its parts. A face crop moves with its label. */
  name: string;
  status: 'unread' | 'ready' | 'broken';
  /** Why it is broken. */
  problem: Problem['error'] | null;
  /** Whether its files are not to be looked at: they lie outside the folder, or there are none. */
  isOutOfReach: boolean;
  /** Pixels of the upright picture. */
  width: number;
  height: number;
  state: PictureState;
  revision: string;
  /** Of the last thing that a person did to it; 0: nothing. */
  seq: number;
  /** Whether its state is the journal's. */
  isJournaled: boolean;
  proposals: PictureDetail['proposals'];
  /** Whether the detector has looked. */
  isLookedAt: boolean;
}

/** A picture as it is before anything is known of it. */
export function createPicture(id: string, name: string): LabelPicture {
  return {
    id,
    name,
    status: 'unread',
    problem: null,
    isOutOfReach: false,
    width: 0,
    height: 0,
    state: EMPTY_STATE,
    revision: 'unread',
    seq: 0,
    isJournaled: false,
    proposals: 'none',
    isLookedAt: false,
  };
}

/** Hexadecimal digits of an id: a million pictures share one with a probability of 3e-8. */
const ID_LENGTH = 16;

/** The id of a picture by its path below the folder: it says nothing of the path, and no path can be made of it. */
export function pictureId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, ID_LENGTH);
}

/** What the list says of a picture. */
export function summaryOf(
  picture: LabelPicture,
  labels: readonly string[],
  hasConflict: boolean,
): PictureSummary {
  const { id, name, status, state, revision } = picture;
  const proposed = state.boxes.filter(isProposed).length;
  const isCrop = state.label !== null;
  const met = new Set(isCrop ? [state.label!] : state.boxes.map(({ label }) => label));
  return {
    id,
    name,
    phase: status === 'ready' ? phaseOf(state) : status,
    decided: isCrop ? Number(state.verified === true) : state.boxes.length - proposed,
    proposed,
    labels: [
      ...labels.filter((label) => met.has(label)),
      ...[...met].filter((label) => !labels.includes(label)),
    ],
    revision,
    hasConflict,
  };
}
