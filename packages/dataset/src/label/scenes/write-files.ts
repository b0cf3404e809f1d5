import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import { assertInside } from '../images/safe-file.js';
import type { ProjectCore } from '../project/core.js';
import { noteFile } from '../project/replay.js';
import type { FileBook } from './file-book.js';
import { isFilePerPicture } from './outputs.js';
import { hashFile, hashText } from './scene-folder.js';
import type { SceneTexts } from './scene-texts.js';

/** A file that is to be written. */
interface FileTask {
  readonly file: string;
  /** null: it is to be removed. */
  readonly text: string | null;
  readonly hash: string | null;
  /** What it has so far. */
  readonly was: string | null;
}

/** As many files are written at a time; decisions wait for so long. */
const AT_A_TIME = 16;

/**
 * Writes the next files that are to be written; called with `exclusive`. A file that somebody else has changed becomes a
 * conflict and stays as it is.
 * @throws {MaskpredError} WRITE_FAILED, INVALID_ARGUMENT: of the first that could not be written; the others were.
 */
export async function writeNextFiles(
  core: ProjectCore,
  book: FileBook,
  texts: SceneTexts,
  canWriteSets: boolean,
): Promise<void> {
  const { root, replay, journal } = core;
  const seq = replay.lastSeq;
  const errors: Error[] = [];
  const tasks: FileTask[] = [];
  const next = [...book.dirty].filter(([file]) => canWriteSets || isFilePerPicture(book.formatOf(file)));
  for (const [file, pictures] of next.slice(0, AT_A_TIME)) {
    try {
      await assertInside(root, file);
      const format = book.formatOf(file);
      const disk = await hashFile(join(root, file));
      await texts.growClasses(pictures, format);
      const text = texts.textOf(file, format, pictures);
      const hash = text === null ? null : hashText(text);
      if (disk === hash || (book.known(file)?.hashes ?? [null]).includes(disk)) {
        tasks.push({ file, text, hash, was: disk });
      } else book.addConflict(file, pictures);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  // The journal hears of it first: after a crash a file is as it was, or as it was about to be.
  if (tasks.length > 0)
    await journal.append(tasks.map(({ file, hash, was }) => ({ t: 'file', file, hash, was, seq })));
  const results = await Promise.allSettled(
    tasks.map(async ({ file, text, hash, was }) => {
      noteFile(replay.files, { file, hash, was, seq });
      if (was !== hash)
        await (text === null ? remove(join(root, file)) : writeFileAtomic(join(root, file), text));
      book.remember(file, hash, seq);
      await book.stamp(file);
      book.isDone(file);
    }),
  );
  errors.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : [])));
  if (errors.length > 0) throw errors[0];
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw new MaskpredError('WRITE_FAILED', `${path}: cannot be removed: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
