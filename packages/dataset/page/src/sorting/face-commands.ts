import { UNDECIDED_LABELS } from '../../../src/label/state/decide.js';
import type { FaceItem } from '../../../src/label/protocol.js';
import { labelFace, moveCursor, targetsOf, toggleSelected } from '../model/faces.js';
import type { Session } from '../model/session.js';
import type { FaceFilterState, FacesState } from '../model/state.js';
import { TEXTS } from '../texts.js';

/** What can be done to the faces of the grid. */
export interface FaceCommands {
  /** The selected faces, or the one under the cursor, are that. */
  label(label: string): void;
  /** They are what they are called. */
  confirm(): void;
  /** They are what the classifier says. */
  takeGuess(): void;
  move(to: number, extend: boolean): void;
  toggle(place: number): void;
  selectAll(): void;
  deselect(): void;
  filter(change: Partial<FaceFilterState>): void;
  /** Orders them anew, by what is known by now. */
  sortAgain(): void;
}

export function createFaceCommands(session: Session): FaceCommands {
  const { store, decider } = session;
  const faces = () => store.get().faces;
  const update = (change: (state: FacesState) => FacesState) =>
    store.update((page) => ({ ...page, faces: change(page.faces) }));

  const give = (labelOf: (face: FaceItem) => string | undefined) => {
    const places = targetsOf(faces());
    if (places.length === 0) return session.say(TEXTS.noFaces);
    const chosen = places.flatMap((place) => {
      const face = faces().items[place]!;
      const label = labelOf(face);
      return label === undefined ? [] : [{ face, label }];
    });
    if (chosen.length === 0) return session.say(TEXTS.needsLabel);
    decider.decide(chosen.flatMap(({ face, label }) => labelFace(face, label) ?? []));
    const names = [...new Set(chosen.map(({ label }) => label))].join(', ');
    session.say(TEXTS.labelledFaces(chosen.length, names), 'quiet');
    update((state) => moveCursor(state, places.at(-1)! + 1, false));
  };

  return {
    label: (label) => give(() => label),
    confirm: () => give((face) => (UNDECIDED_LABELS.includes(face.label) ? face.guess?.label : face.label)),
    takeGuess: () => give((face) => face.guess?.label),
    move: (to, extend) => update((state) => moveCursor(state, to, extend)),
    toggle: (place) => update((state) => toggleSelected(state, place)),
    selectAll: () => update((state) => ({ ...state, selected: new Set(state.items.keys()) })),
    deselect: () => update((state) => moveCursor(state, state.cursor, false)),
    filter: (change) => void session.faces.load({ ...faces().filter, ...change }),
    sortAgain: () => void session.faces.load(faces().filter),
  };
}
