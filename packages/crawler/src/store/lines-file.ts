import { type FileHandle, open, readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';

/** A text file that only grows, line by line. */
export interface LinesFile {
  /** Hands lines (line breaks included) to the system: they outlive this process from then on. */
  append(text: string): Promise<void>;
  /** Puts what was appended on the disk: it outlives the machine's power from then on. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The file's text, or none when there is no such file.
 * @throws {MaskpredError} FILE_UNREADABLE.
 */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/**
 * The file, opened to go on after its first bytes.
 * @param wholeLength - bytes; what follows (a line that was cut short) is removed.
 * @throws {MaskpredError} WRITE_FAILED, here and in every method.
 */
export async function openLines(path: string, wholeLength: number): Promise<LinesFile> {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw new MaskpredError(
        'WRITE_FAILED',
        `${path}: cannot be written: ${messageOf(error)}. Check the folder, its rights and the free space.`,
        { cause: error },
      );
    }
  };
  let handle: FileHandle | undefined = await guard(open(path, 'a'));
  await guard(handle.truncate(wholeLength));
  let pending = '';
  let writing: Promise<void> | undefined;
  /** What was appended while a write was under way goes out with the next one. */
  const drain = async (file: FileHandle) => {
    try {
      while (pending !== '') {
        const text = pending;
        pending = '';
        await file.appendFile(text);
      }
    } finally {
      writing = undefined;
    }
  };
  return {
    append(text) {
      pending += text;
      writing ??= drain(handle!);
      return guard(writing);
    },
    async sync() {
      await guard(handle!.datasync());
    },
    async close() {
      const file = handle;
      handle = undefined;
      await writing?.catch(() => undefined); // whoever appended has been told
      await file?.close();
    },
  };
}
