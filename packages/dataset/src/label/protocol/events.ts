import type { ChangedPicture } from './commands.js';
import type { NewGuess } from './guess.js';
import type { Conflict } from './pictures.js';
import type { FilesState, HistoryTop } from './progress.js';

/** What the server tells every page. After a lost connection: ask for what is shown again, then listen. */
export type LabelEvent =
  | { readonly type: 'hello'; readonly instance: string }
  /** By a command, by the detector (`client` null), or because a file was changed by somebody else (null). */
  | {
      readonly type: 'changed';
      readonly client: string | null;
      readonly cause: 'commands' | 'proposals' | 'file' | 'conflict';
      readonly pictures: readonly ChangedPicture[];
      readonly undo: HistoryTop | null;
      readonly redo: HistoryTop | null;
    }
  /** Annotations read so far; `read === total` once. */
  | { readonly type: 'survey'; readonly read: number; readonly total: number }
  | {
      readonly type: 'guesses';
      readonly done: number;
      readonly total: number;
      readonly guesses: readonly NewGuess[];
    }
  | { readonly type: 'files'; readonly files: FilesState; readonly conflicts: readonly Conflict[] }
  /** More labels were met in the annotations than the project was opened with. */
  | {
      readonly type: 'labels';
      readonly labels: readonly string[];
      readonly keys: Readonly<Record<string, string>>;
    }
  /** The server ends on purpose. */
  | { readonly type: 'closing' };
