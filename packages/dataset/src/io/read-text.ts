import { open } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import { annotationError } from '../formats/annotation-error.js';
import { formatMebibytes } from '../formats/limits.js';

/**
 * The text of a file, as UTF-8.
 * @param maxBytes - a longer one is refused before it is read.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE; ANNOTATION_PARSE_FAILED above `maxBytes`.
 */
export async function readText(path: string, maxBytes: number, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) {
        const problem = `expected at most ${formatMebibytes(maxBytes)}, got ${formatMebibytes(size)}`;
        throw annotationError(
          { file: path },
          problem,
          'No annotation file is that long: split it, or name another.',
        );
      }
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (MaskpredError.isInstance(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new MaskpredError('FILE_NOT_FOUND', `${path}: no such file. Check the path.`, { cause: error });
    }
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
