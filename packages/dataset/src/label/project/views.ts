import type {
  FaceItem,
  Guess,
  PictureFilter,
  PictureSummary,
  Progress,
  SettledFaceQuery,
  SettledPictureQuery,
} from '../protocol.js';
import { WHOLE_PICTURE } from '../protocol.js';
import { isProposed } from '../state/decide.js';
import type { PictureState } from '../state/picture-state.js';
import { isDone, phaseOf, type PicturePhase } from '../state/progress-state.js';
import type { LabelPicture } from './picture.js';

/** What a classifier says of a face of a picture, where it is known. */
export type GuessOf = (picture: LabelPicture, box: string) => Guess | undefined;

/** Whether a picture of the list answers a query. */
export function matchesPicture(
  { phase, name, labels, hasConflict }: PictureSummary,
  { filter, label, search }: SettledPictureQuery,
): boolean {
  return (
    matchesFilter(phase, hasConflict, filter) &&
    (label === undefined || labels.includes(label)) &&
    matchesSearch(name, search)
  );
}

function matchesFilter(phase: PictureSummary['phase'], hasConflict: boolean, filter: PictureFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'undecided':
      return phase === 'todo' || phase === 'proposed';
    case 'done':
      return phase === 'labelled' || phase === 'verified';
    case 'conflict':
      return hasConflict;
    case 'todo':
    case 'proposed':
    case 'labelled':
    case 'verified':
    case 'broken':
      return phase === filter;
  }
}

/** The faces of pictures that answer a query, in its order. */
export function listFaces(
  pictures: Iterable<LabelPicture>,
  { filter, order, label, search }: SettledFaceQuery,
  guessOf: GuessOf,
): FaceItem[] {
  const faces: FaceItem[] = [];
  for (const picture of pictures) {
    if (picture.status !== 'ready' || !matchesSearch(picture.name, search)) continue;
    for (const face of facesOf(picture, guessOf)) {
      const isWanted =
        filter === 'all' ||
        (filter === 'disagreement' ? face.disagrees : face.isDecided === (filter === 'decided'));
      if (isWanted && (label === undefined || face.label === label)) faces.push(face);
    }
  }
  return order === 'name' ? faces : faces.sort(byUncertainty); // sort is stable: equal ones stay by name
}

function facesOf(picture: LabelPicture, guessOf: GuessOf): FaceItem[] {
  const { id, name, revision, state } = picture;
  const make = (box: string, label: string, isDecided: boolean): Omit<FaceItem, 'state' | 'verified'> => {
    const guess = guessOf(picture, box) ?? null;
    const disagrees = guess !== null && guess.label !== label && label !== 'face';
    return { picture: id, box, name, label, isDecided, guess, disagrees, revision };
  };
  if (state.label !== null) {
    const { label, verified } = state;
    return [{ ...make(WHOLE_PICTURE, label, verified === true), state: null, verified }];
  }
  return state.boxes.map((box) => ({
    ...make(box.id, box.label, !isProposed(box)),
    state: box,
    verified: state.verified,
  }));
}

function byUncertainty(a: FaceItem, b: FaceItem): number {
  if (a.isDecided !== b.isDecided) return a.isDecided ? 1 : -1;
  return (b.guess?.uncertainty ?? -1) - (a.guess?.uncertainty ?? -1);
}

function matchesSearch(name: string, search: string | undefined): boolean {
  return search === undefined || name.toLowerCase().includes(search.toLowerCase());
}

/** Faces of a state. */
interface Tally {
  readonly phase: PicturePhase;
  /** Labels of decided faces, one each. */
  readonly decided: readonly string[];
  readonly undecided: number;
}

/** States never change, so each is counted once. */
const tallies = new WeakMap<PictureState, Tally>();

function tallyOf(state: PictureState): Tally {
  const kept = tallies.get(state);
  if (kept) return kept;
  const { label, boxes, verified } = state;
  const isCrop = label !== null;
  const open = boxes.filter(isProposed);
  const tally: Tally = {
    phase: phaseOf(state),
    decided: isCrop
      ? verified === true
        ? [label]
        : []
      : boxes.filter((box) => !isProposed(box)).map((box) => box.label),
    undecided: isCrop ? Number(verified !== true) : open.length,
  };
  tallies.set(state, tally);
  return tally;
}

/** How far the work is. */
export function countProgress(
  all: Iterable<LabelPicture>,
  labels: readonly string[],
): Pick<Progress, 'pictures' | 'faces' | 'perLabel'> {
  const pictures = { total: 0, done: 0, todo: 0, verified: 0, broken: 0, read: 0 };
  const perLabel: Record<string, number> = Object.fromEntries(labels.map((label) => [label, 0]));
  let decided = 0;
  let undecided = 0;
  for (const { status, state } of all) {
    pictures.total++;
    if (status === 'unread') continue;
    pictures.read++;
    if (status === 'broken') {
      pictures.broken++;
      continue;
    }
    const tally = tallyOf(state);
    if (isDone(tally.phase)) pictures.done++;
    else pictures.todo++;
    if (tally.phase === 'verified') pictures.verified++;
    for (const label of tally.decided) perLabel[label] = (perLabel[label] ?? 0) + 1;
    decided += tally.decided.length;
    undecided += tally.undecided;
  }
  return { pictures, faces: { total: decided + undecided, decided, undecided }, perLabel };
}
