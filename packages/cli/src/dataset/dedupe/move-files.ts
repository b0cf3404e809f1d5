import {
  constants,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { openTemporaryPath } from '@maskpred/core/node';
import { JOURNAL_FILE, type MoveNotes, openMoves, readMoves } from './journal.js';

export interface MoveOptions {
  /** Ends the work between two files. */
  readonly signal: AbortSignal;
  onMoved?(): void;
}

/**
 * Moves files from one folder to the same names below another, and notes each in a journal there first, so that
 * {@link undoMoves} brings them back even after a crash. Nothing is ever written over.
 * @param names - paths below `from`, `/` between their parts.
 * @returns the errors of files that stayed.
 * @throws {MaskpredError} WRITE_FAILED when a move cannot be noted: it is not made, and those before it stay noted.
 */
export async function moveFiles(
  names: readonly string[],
  from: string,
  to: string,
  { signal, onMoved }: MoveOptions,
): Promise<MaskpredError[]> {
  const errors: MaskpredError[] = [];
  let notes: MoveNotes | undefined;
  try {
    for (const name of names) {
      signal.throwIfAborted();
      notes ??= await openMoves(join(to, JOURNAL_FILE));
      const [source, target, move] = [join(from, name), join(to, name), { name, from: resolve(from) }];
      const isHalfMoved = notes.has(move) && (await isSameFile(source, target));
      if (!isHalfMoved && (await exists(target))) {
        errors.push(conflict(source, target));
        continue;
      }
      if (!isHalfMoved) await notes.add(move);
      const error = await (isHalfMoved ? unlink(source) : moveFile(source, target)).then(
        () => undefined,
        (reason: unknown) => moveError(name, target, reason),
      );
      if (error) errors.push(error);
      else onMoved?.();
    }
  } finally {
    await notes?.close();
  }
  return errors;
}

/**
 * Brings back what {@link moveFiles} has moved to a folder, the last one first, and deletes its journal when all are back.
 * @returns how many came back, and the errors of those that did not.
 * @throws {MaskpredError} FILE_NOT_FOUND without a journal; ANNOTATION_PARSE_FAILED for one that is damaged.
 */
export async function undoMoves(
  folder: string,
  { signal, onMoved }: MoveOptions,
): Promise<{ count: number; errors: MaskpredError[] }> {
  const journal = join(folder, JOURNAL_FILE);
  const errors: MaskpredError[] = [];
  let count = 0;
  for (const { name, from } of (await readMoves(journal)).reverse()) {
    signal.throwIfAborted();
    const [here, there] = [join(folder, name), join(from, name)];
    if (!(await exists(here))) continue; // it was noted and never moved, or is back already
    if (await isSameFile(here, there)) {
      await unlink(here); // the move ended between its two steps
    } else if (await exists(there)) {
      errors.push(conflict(here, there));
      continue;
    } else {
      const error = await moveFile(here, there).then(
        () => undefined,
        (reason: unknown) => moveError(name, there, reason),
      );
      if (error) {
        errors.push(error);
        continue;
      }
    }
    count++;
    onMoved?.();
  }
  if (errors.length === 0) await rm(journal);
  return { count, errors };
}

/** `rename` would write over a file that came meanwhile; a link is refused then. */
async function moveFile(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await link(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyWhole(source, target); // another disk, or a file system without links
  }
  await unlink(source);
}

async function copyWhole(source: string, target: string): Promise<void> {
  const { path, remove } = await openTemporaryPath(dirname(target));
  try {
    await copyFile(source, path, constants.COPYFILE_FICLONE);
    const handle = await open(path, 'r+');
    await handle.sync().finally(() => handle.close());
    await link(path, target).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      await rename(path, target);
    });
  } finally {
    await remove();
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  if (!one?.isFile() || !other?.isFile() || one.size !== other.size) return false;
  if (one.ino === other.ino && one.dev === other.dev) return true;
  const [bytes, others] = await Promise.all([readFile(a), readFile(b)]); // copied to another disk
  return bytes.equals(others);
}

function conflict(source: string, target: string): MaskpredError {
  return new MaskpredError(
    'WRITE_FAILED',
    `${source}: stays, because ${target} exists. Move that away, or choose another folder.`,
  );
}

function moveError(name: string, target: string, reason: unknown): MaskpredError {
  return new MaskpredError(
    'WRITE_FAILED',
    `${name}: cannot be moved to ${target}: ${messageOf(reason)}. Check the rights and the free space.`,
    { cause: reason },
  );
}
