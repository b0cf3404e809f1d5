import { constants, copyFile, link, lstat, mkdir, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { appendMoves, JOURNAL_FILE, readMoves } from './journal.js';

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
 */
export async function moveFiles(
  names: readonly string[],
  from: string,
  to: string,
  { signal, onMoved }: MoveOptions,
): Promise<MaskpredError[]> {
  const errors: MaskpredError[] = [];
  await mkdir(to, { recursive: true });
  for (const name of names) {
    signal.throwIfAborted();
    const target = join(to, name);
    if (await exists(target)) {
      errors.push(conflict(join(from, name), target));
      continue;
    }
    await appendMoves(join(to, JOURNAL_FILE), [{ name, from: resolve(from) }]);
    const error = await moveFile(join(from, name), target).catch((reason: unknown) =>
      moveError(name, reason),
    );
    if (error) errors.push(error);
    else onMoved?.();
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
      const error = await moveFile(here, there).catch((reason: unknown) => moveError(name, reason));
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
async function moveFile(source: string, target: string): Promise<undefined> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await link(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // another disk, or a file system without links
    await copyFile(source, target, constants.COPYFILE_EXCL);
  }
  await unlink(source);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}

function conflict(source: string, target: string): MaskpredError {
  return new MaskpredError(
    'WRITE_FAILED',
    `${source}: stays, because ${target} exists. Move that away, or choose another folder.`,
  );
}

function moveError(name: string, reason: unknown): MaskpredError {
  return new MaskpredError(
    'WRITE_FAILED',
    `${name}: cannot be moved: ${messageOf(reason)}. Check the rights and the free space.`,
    { cause: reason },
  );
}
