import type { Box } from '@maskpred/core';
import type {
  Conflict,
  FaceItem,
  FaceQuery,
  HistoryTop,
  LabelMode,
  PictureDetail,
  PictureFilter,
  PictureSummary,
  Progress,
  ProjectInfo,
} from '../../../src/label/protocol.js';
import type { DecisionKind, PictureChange, PictureState } from '../../../src/label/state/picture-state.js';
import type { Connection } from '../api/event-stream.js';
import type { OutboxProblem, OutboxState } from '../api/outbox.js';

/** Which pictures are in the list. */
export interface ListFilter {
  readonly phase: PictureFilter;
  readonly label: string | null;
  /** Part of the name. */
  readonly search: string;
}

/** A picture that the page has asked for. */
export interface OpenPicture {
  readonly detail: PictureDetail;
  /** As the server has it, with the decisions that are on their way applied. */
  readonly state: PictureState;
  /** Of the last decision on it, confirmed or not. */
  readonly revision: string;
}

/** Which faces are in the grid. */
export type FaceFilterState = Required<Pick<FaceQuery, 'filter' | 'order'>> & {
  readonly label: string | null;
  readonly search: string;
};

/** The grid of faces. Its order stays while faces are labelled, so that none jumps away from under the cursor. */
export interface FacesState {
  readonly filter: FaceFilterState;
  readonly items: readonly FaceItem[];
  /** Faces that match, loaded or not. */
  readonly total: number;
  readonly isLoading: boolean;
  /** Place of the face that keys act on. */
  readonly cursor: number;
  /** Where a run that is selected with Shift begins. */
  readonly anchor: number;
  /** Places of the faces that a label is given to together; empty: only the cursor's. */
  readonly selected: ReadonlySet<number>;
  /** Whether guesses came after the order was made. */
  readonly isOutdated: boolean;
}

/** A decision of this tab that was made for another state of its picture. */
export interface StaleDecision {
  readonly picture: string;
  readonly name: string;
  readonly change: PictureChange;
  readonly kind: DecisionKind;
}

export type DialogName = 'help' | 'options' | 'conflicts';

/** `quiet`: what is seen anyway is only read aloud; `plain`: shown too; `bad`: something did not work. */
export type Tone = 'quiet' | 'plain' | 'bad';

/** Something to tell a person for a while, and a screen reader. */
export interface Message {
  readonly text: string;
  /** Grows with each one, so that the same words are read again. */
  readonly count: number;
  readonly tone: Tone;
}

/** All that the page shows, apart from where the picture lies on the stage. */
export interface PageState {
  readonly project: ProjectInfo | null;
  /** Why the page could not begin. */
  readonly failure: OutboxProblem | null;
  readonly mode: LabelMode;
  readonly list: readonly PictureSummary[];
  /** Places in the list by id. */
  readonly places: ReadonlyMap<string, number>;
  readonly filter: ListFilter;
  readonly open: ReadonlyMap<string, OpenPicture>;
  readonly current: string | null;
  /** Id of the box that keys act on. */
  readonly box: string | null;
  /** The current box while arrows move it: one decision is made of many presses. */
  readonly draft: { readonly picture: string; readonly id: string; readonly box: Box } | null;
  /** What drawn boxes are called: the label that was given last. */
  readonly drawLabel: string;
  readonly faces: FacesState;
  readonly connection: Connection;
  readonly outbox: OutboxState;
  readonly progress: Progress | null;
  /** Faces that the classifier has been asked about, and is to be asked about. */
  readonly guessing: { readonly done: number; readonly total: number } | null;
  readonly undo: HistoryTop | null;
  readonly redo: HistoryTop | null;
  readonly conflicts: readonly Conflict[];
  readonly stale: readonly StaleDecision[];
  readonly dialog: DialogName | null;
  readonly message: Message;
}

/** What there is before the server has said anything. */
export const INITIAL_STATE: PageState = {
  project: null,
  failure: null,
  mode: 'boxes',
  list: [],
  places: new Map(),
  filter: { phase: 'all', label: null, search: '' },
  open: new Map(),
  current: null,
  box: null,
  draft: null,
  drawLabel: '',
  faces: {
    filter: { filter: 'all', order: 'uncertain', label: null, search: '' },
    items: [],
    total: 0,
    isLoading: false,
    cursor: 0,
    anchor: 0,
    selected: new Set<number>(),
    isOutdated: false,
  },
  connection: 'open',
  outbox: { waiting: 0, problem: null, isKept: true },
  progress: null,
  guessing: null,
  undo: null,
  redo: null,
  conflicts: [],
  stale: [],
  dialog: null,
  message: { text: '', count: 0, tone: 'quiet' },
};

/** The picture that is shown, once it is there. */
export function currentPicture({ current, open }: PageState): OpenPicture | undefined {
  return current === null ? undefined : open.get(current);
}

/** The state with something to tell. */
export function say(state: PageState, text: string, tone: Tone = 'plain'): PageState {
  return { ...state, message: { text, tone, count: state.message.count + 1 } };
}
