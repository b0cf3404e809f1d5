import { MaskpredError } from '@maskpred/core';
import type { BaseEntry, FileEntry, JournalEntry } from '../journal/entry.js';
import type { EntryPlace } from '../journal/journal.js';
import { applyChange } from '../state/apply-change.js';
import { createHistory, type History } from '../state/history.js';
import type { PictureChange, PictureState } from '../state/picture-state.js';

/** A picture as the journal has it. */
export interface JournaledPicture {
  readonly base: BaseEntry;
  state: PictureState;
  revision: string;
  /** Of the last thing that a person did to it. */
  seq: number;
  isLookedAt: boolean;
}

/** What the journal knows of an annotation file. */
export interface KnownFile {
  /** What it may have, the newest last: a crash leaves it as it was or as it was about to be. null: no file. */
  readonly hashes: readonly (string | null)[];
  /** Everything up to this is in it. */
  readonly seq: number;
}

/** All that a journal says. */
export interface Replay {
  readonly pictures: Map<string, JournaledPicture>;
  readonly files: Map<string, KnownFile>;
  /** The last move of each face crop. */
  readonly moves: Map<string, { readonly from: string; readonly to: string }>;
  readonly history: History<EntryPlace>;
  /** Of every command. */
  readonly ids: Set<string>;
  /** What was written last time; none yet: empty. */
  formats: readonly string[];
  lastSeq: number;
}

export function createReplay(): Replay {
  return {
    pictures: new Map(),
    files: new Map(),
    moves: new Map(),
    history: createHistory(),
    ids: new Set(),
    formats: [],
    lastSeq: 0,
  };
}

/**
 * Takes in the next entry.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED when it cannot follow what came before.
 */
export function replayEntry(replay: Replay, entry: JournalEntry, place: EntryPlace): void {
  const { pictures, files, moves, history, ids } = replay;
  switch (entry.t) {
    case 'base':
      pictures.set(entry.picture, {
        base: entry,
        state: entry.state,
        revision: '',
        seq: 0,
        isLookedAt: false,
      });
      if (entry.file !== null) noteFile(files, { file: entry.file, hash: entry.hash, seq: replay.lastSeq });
      return;
    case 'file':
      noteFile(files, entry);
      return;
    case 'formats':
      replay.formats = entry.formats;
      return;
    case 'move':
      moves.set(entry.picture, { from: entry.from, to: entry.to });
      return;
    case 'decide':
      change(pictures, entry, place, entry.picture, entry.change).seq = entry.seq;
      history.record({ ...entry, ref: place });
      break;
    case 'propose':
      change(pictures, entry, place, entry.picture, entry.change).isLookedAt = true;
      break;
    case 'external':
      change(pictures, entry, place, entry.picture, entry.change);
      history.record({ ...entry, kind: 'external', ref: place });
      break;
    case 'undo':
    case 'redo':
      for (const { picture, change: made } of entry.changes) {
        change(pictures, entry, place, picture, made).seq = entry.seq;
      }
      if (entry.t === 'undo') history.undone();
      else history.redone();
  }
  ids.add(entry.id);
  replay.lastSeq = entry.seq;
}

/** What a file may have from now on: this, or what it had, however often writing it has failed before. */
export function noteFile(
  files: Map<string, KnownFile>,
  { file, hash, was, seq }: Pick<FileEntry, 'file' | 'hash' | 'was' | 'seq'>,
): void {
  const before = was === undefined ? files.get(file)?.hashes.at(-1) : was;
  files.set(file, { hashes: before === undefined ? [hash] : [before, hash], seq });
}

function change(
  pictures: ReadonlyMap<string, JournaledPicture>,
  { id, seq }: { readonly id: string; readonly seq: number },
  { start }: EntryPlace,
  name: string,
  made: PictureChange,
): JournaledPicture {
  const picture = pictures.get(name);
  const state = picture && applyChange(picture.state, made);
  if (!picture || !state) {
    throw new MaskpredError(
      'ANNOTATION_PARSE_FAILED',
      `The journal of labels is damaged: entry ${seq}, at byte ${start}, does not follow from what stands before it. ` +
        'Move the file .maskpred/labels.jsonl away: the annotation files keep what was written.',
    );
  }
  picture.state = state;
  picture.revision = id;
  return picture;
}
