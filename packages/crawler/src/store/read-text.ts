import { readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';

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
