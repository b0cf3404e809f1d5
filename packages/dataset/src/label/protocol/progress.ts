import type { Conflict } from './pictures.js';
import type { Problem } from './problem.js';

export interface Progress {
  readonly pictures: {
    readonly total: number;
    /** Labelled or verified. */
    readonly done: number;
    readonly todo: number;
    readonly verified: number;
    readonly broken: number;
    /** Whose annotations the server has read so far. */
    readonly read: number;
  };
  /** Boxes, or face crops. */
  readonly faces: { readonly total: number; readonly decided: number; readonly undecided: number };
  /** Decided faces by label, every label of the project included. */
  readonly perLabel: Readonly<Record<string, number>>;
  readonly pace: {
    /** Decided faces a minute over the last five minutes of work; null when that is too little to say. */
    readonly perMinute: number | null;
    /** Seconds that the undecided faces take at this pace. */
    readonly secondsLeft: number | null;
  };
  readonly files: FilesState;
  readonly conflicts: readonly Conflict[];
  readonly undo: HistoryTop | null;
  readonly redo: HistoryTop | null;
}

/** What undo would take back, or redo do again. */
export interface HistoryTop {
  /** Command id or group. */
  readonly of: string;
  readonly kind: string;
  /** The first picture that it changes. */
  readonly picture: string;
  readonly pictures: number;
}

/** The annotation files; decisions are safe in the journal before that. */
export interface FilesState {
  /** Files that are to be written. */
  readonly pending: number;
  /** Why they could not be: the server tries again. */
  readonly error: Problem['error'] | null;
}
