import type { JournalEntry } from '../journal/entry.js';
import type { EntryPlace, Journal } from '../journal/journal.js';
import type { ChangedPicture, Conflict, HistoryTop, LabelEvent, Resolution } from '../protocol.js';
import type { HistoryItem } from '../state/history.js';
import type { PictureChange, PictureState } from '../state/picture-state.js';
import type { ProjectLabels } from './labels.js';
import type { Exclusive } from './lock.js';
import { type LabelPicture, summaryOf } from './picture.js';
import type { Replay } from './replay.js';

/** What the parts of a project share. Pictures are changed by what holds `exclusive` only. */
export interface ProjectCore {
  /** The folder, with links resolved. */
  readonly root: string;
  readonly layout: 'scenes' | 'image-folder';
  readonly journal: Journal;
  readonly replay: Replay;
  /** By id. */
  readonly pictures: ReadonlyMap<string, LabelPicture>;
  readonly labels: ProjectLabels;
  readonly exclusive: Exclusive;
  emit(event: LabelEvent): void;
}

/** A change of a picture that is to be put into the journal. */
export interface PendingChange {
  readonly picture: LabelPicture;
  readonly change: PictureChange;
  /** The state that it leads to. */
  readonly state: PictureState;
}

/** What keeps the files of a layout: reads what they say of a picture, and writes what was decided. */
export interface FileKeeper {
  /** Files that are to be written. */
  readonly pending: number;
  readonly conflicts: readonly Conflict[];
  hasConflict(picture: LabelPicture): boolean;
  /** With what the file says now; null without conflict. */
  conflictOf(picture: LabelPicture): Promise<Conflict | null>;
  /** Reads a picture's files; many at once. */
  read(picture: LabelPicture): Promise<unknown>;
  /** Takes in what was read; called with `exclusive`, once a picture. */
  settle(picture: LabelPicture, read: unknown): Promise<void>;
  /** All pictures are settled; called with `exclusive`. */
  finishSurvey(): Promise<void>;
  /** Looks whether the files of a picture were changed by somebody else; called with `exclusive`. */
  refresh(picture: LabelPicture): Promise<void>;
  /** What a picture that gets its first entry is based on. */
  baseOf(picture: LabelPicture): { readonly file: string | null; readonly hash: string | null };
  /** Pictures were decided on: their files are to be written. */
  touch(pictures: Iterable<LabelPicture>): void;
  /** Writes some of what is to be written; called with `exclusive`. @throws {MaskpredError} WRITE_FAILED, INVALID_ARGUMENT. */
  write(): Promise<void>;
  /** Settles a conflict; called with `exclusive`. @throws {MaskpredError} INVALID_ARGUMENT, WRITE_FAILED. */
  resolve(resolution: Pick<Resolution, 'file' | 'keep'>): Promise<void>;
}

/** The entry before the first of a picture. */
export function baseEntries(picture: LabelPicture, keeper: FileKeeper): JournalEntry[] {
  if (picture.isJournaled) return [];
  const { id, name, width, height, state } = picture;
  return [
    {
      t: 'base',
      picture: id,
      name,
      width,
      height,
      state: { ...state, boxes: [...state.boxes] },
      ...keeper.baseOf(picture),
    },
  ];
}

/**
 * Puts a change that no person made into the journal, and into the picture. Called with `exclusive`.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function recordMachine(
  core: ProjectCore,
  keeper: FileKeeper,
  kind: 'propose' | 'external',
  { picture, change, state }: PendingChange,
): Promise<void> {
  const { replay, journal } = core;
  const seq = replay.lastSeq + 1;
  const id = `m-${journal.header.id.slice(0, 8)}-${seq}`;
  const base = baseEntries(picture, keeper);
  const entry = { t: kind, seq, time: new Date().toISOString(), id, picture: picture.id, change };
  const places = await journal.append([...base, entry]);
  replay.lastSeq = seq;
  replay.ids.add(id);
  picture.isJournaled = true;
  picture.state = state;
  picture.revision = id;
  if (kind === 'external') {
    replay.history.record({ id, kind, picture: picture.id, ref: places[base.length]! });
  }
}

export function changedPictures(
  core: ProjectCore,
  pictures: Iterable<LabelPicture>,
  conflicted: (picture: LabelPicture) => boolean,
): ChangedPicture[] {
  return [...pictures].map((picture) => ({
    summary: summaryOf(picture, core.labels.labels, conflicted(picture)),
    state: picture.state,
  }));
}

/** What undo and redo would do. */
export function historyTops({ replay }: ProjectCore): { undo: HistoryTop | null; redo: HistoryTop | null } {
  return { undo: topOf(replay.history.undoTop), redo: topOf(replay.history.redoTop) };
}

function topOf(item: HistoryItem<EntryPlace> | undefined): HistoryTop | null {
  if (!item) return null;
  return { of: item.of, kind: item.kind, picture: item.pictures[0]!, pictures: item.pictures.length };
}
