import { type FaceItem, type NewGuess, type PictureSummary, WHOLE_PICTURE } from '../../../src/label/protocol.js';
import { isProposed, labelCrop, relabel } from '../../../src/label/state/decide.js';
import { EMPTY_STATE, type PictureChange, type PictureState } from '../../../src/label/state/picture-state.js';
import type { Decision } from './decision.js';
import type { FacesState } from './state.js';

/** The name of a face among all faces. */
export function faceKey({ picture, box }: Pick<FaceItem, 'picture' | 'box'>): string {
  return `${picture}/${box}`;
}

/** The decision that gives a face a label; undefined when it has it already. */
export function labelFace(face: FaceItem, label: string): Decision | undefined {
  const { picture, revision } = face;
  const draft = face.state
    ? relabel({ ...EMPTY_STATE, boxes: [face.state] }, face.box, label)
    : labelCrop({ ...EMPTY_STATE, label: face.label, verified: face.verified }, label);
  return draft && { picture, revision, draft };
}

/** The grid with a change of a picture, made by this tab. */
export function applyToFaces(
  faces: FacesState,
  picture: string,
  change: PictureChange,
  revision: string,
): FacesState {
  return updateFaces(faces, picture, (face) => {
    const box = change.boxes?.find(({ before, after }) => (after ?? before)?.id === face.box);
    if (box) return box.after ? faceWithBox({ ...face, revision }, box.after) : undefined;
    if (face.state || face.box !== WHOLE_PICTURE) return { ...face, revision };
    return faceOfCrop({ ...face, revision }, change.label?.after ?? face.label, change.verified ? change.verified.after : face.verified);
  });
}

/** The grid with a picture as the server has it. */
export function facesOf(faces: FacesState, { id, revision }: PictureSummary, state: PictureState): FacesState {
  return updateFaces(faces, id, (face) => {
    if (state.label !== null) return faceOfCrop({ ...face, revision }, state.label, state.verified);
    const box = state.boxes.find((one) => one.id === face.box);
    return box && faceWithBox({ ...face, revision }, box);
  });
}

/** The grid with what a classifier said since. */
export function withGuesses(faces: FacesState, guesses: readonly NewGuess[]): FacesState {
  const news = new Map(guesses.map((one) => [faceKey(one), one.guess]));
  let isChanged = false;
  const items = faces.items.map((face) => {
    const guess = news.get(faceKey(face));
    if (!guess) return face;
    isChanged = true;
    return { ...face, guess, disagrees: disagrees(guess, face.label, isSaid(face)) };
  });
  return isChanged ? { ...faces, items, isOutdated: faces.filter.order === 'uncertain' } : faces;
}

/** The places that a label goes to: those selected, else the cursor's. */
export function targetsOf({ selected, cursor, items }: FacesState): readonly number[] {
  const places = selected.size > 0 ? [...selected].sort((a, b) => a - b) : [cursor];
  return places.filter((place) => place < items.length);
}

/** The grid with the cursor at a place; with `extends`, all between the anchor and the cursor are selected. */
export function moveCursor(faces: FacesState, to: number, extend: boolean): FacesState {
  const cursor = Math.max(0, Math.min(to, faces.items.length - 1));
  if (!extend) return { ...faces, cursor, anchor: cursor, selected: NONE };
  const [first, last] = [Math.min(faces.anchor, cursor), Math.max(faces.anchor, cursor)];
  const selected = new Set(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  return { ...faces, cursor, selected };
}

/** The grid with one place more, or less, in the selection. */
export function toggleSelected(faces: FacesState, place: number): FacesState {
  const selected = new Set(faces.selected.size > 0 ? faces.selected : [faces.cursor]);
  if (!selected.delete(place)) selected.add(place);
  return { ...faces, cursor: place, anchor: place, selected };
}

const NONE: ReadonlySet<number> = new Set();

function updateFaces(
  faces: FacesState,
  picture: string,
  change: (face: FaceItem) => FaceItem | undefined,
): FacesState {
  if (!faces.items.some((face) => face.picture === picture)) return faces;
  const items = faces.items.flatMap((face) => (face.picture === picture ? (change(face) ?? []) : face));
  if (items.length === faces.items.length) return { ...faces, items };
  // A box is gone: places have moved.
  const gone = faces.items.length - items.length;
  return moveCursor({ ...faces, items, total: faces.total - gone }, faces.cursor, false);
}

function faceWithBox(face: FaceItem, box: NonNullable<FaceItem['state']>): FaceItem {
  const isDecided = !isProposed(box);
  return { ...face, state: box, label: box.label, isDecided, disagrees: disagrees(face.guess, box.label, isDecided) };
}

function faceOfCrop(face: FaceItem, label: string, verified: boolean | null): FaceItem {
  return { ...face, label, verified, isDecided: verified === true, disagrees: disagrees(face.guess, label, true) };
}

/** A label that nobody has decided on cannot be disagreed with, except that of a folder. */
function isSaid({ state, isDecided }: FaceItem): boolean {
  return state === null || isDecided;
}

function disagrees(guess: FaceItem['guess'], label: string, isLabelSaid: boolean): boolean {
  return guess !== null && isLabelSaid && guess.label !== label;
}
