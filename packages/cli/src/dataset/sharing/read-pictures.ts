import { readFile, stat } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import { parseSharedPictures, type SharedPicture } from '@maskpred/dataset';
import { describeFolder, readProvenance } from '@maskpred/dataset/node';
import { startProgress } from '../../progress.js';
import type { CommandContext } from '../../context.js';

/** The pictures of a data set's folder, with a bar, as the crawls of `--crawl` know them. */
export async function describeWithProgress(
  folder: string,
  crawl: readonly string[] | undefined,
  { stderr, signal }: CommandContext,
): Promise<SharedPicture[]> {
  const provenance = crawl && (await readProvenance(crawl));
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    return await describeFolder(folder, {
      signal,
      ...(provenance ? { provenance } : {}),
      onPicture(_done, total) {
        progress ??= startProgress(total, stderr);
        progress.advance(false);
      },
    });
  } finally {
    progress?.stop();
  }
}

/**
 * The pictures of a file that `dataset manifest` wrote.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE, ANNOTATION_PARSE_FAILED.
 */
export async function readSharedFile(path: string): Promise<SharedPicture[]> {
  try {
    return parseSharedPictures(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (MaskpredError.isInstance(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE';
    throw new MaskpredError(code, `${path}: cannot be read: ${messageOf(error)}. Check the path.`, {
      cause: error,
    });
  }
}

export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
