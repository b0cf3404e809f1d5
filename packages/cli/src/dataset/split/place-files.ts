import { constants, copyFile, mkdir, readdir, realpath, rename, rmdir, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { openTemporaryPath, type TemporaryPath, writeFileAtomic } from '@maskpred/core/node';
import type { SplitEntry } from '@maskpred/dataset';
import type { DatasetItem } from './read-items.js';

/** Writes one list of paths a part: `<out>/train.txt`, … */
export async function listParts(
  entries: readonly SplitEntry[],
  items: readonly DatasetItem[],
  out: string,
): Promise<void> {
  const pathOf = new Map(items.map(({ id, path }) => [id, path]));
  for (const part of new Set(entries.map((entry) => entry.part))) {
    const lines = entries.filter((entry) => entry.part === part).map(({ id }) => `${pathOf.get(id)!}\n`);
    await writeFileAtomic(join(out, `${part}.txt`), lines.join(''));
  }
}

/**
 * Puts every picture, with its annotation, below the folder of its part: `<out>/<part>/<path>`. The folder is made beside
 * its place and renamed when it is whole.
 * @param isLinked - symbolic links instead of copies.
 * @throws {MaskpredError} WRITE_FAILED, also when `out` is not empty.
 */
export async function placeParts(
  entries: readonly SplitEntry[],
  items: readonly DatasetItem[],
  folder: string,
  options: { readonly out: string; readonly isLinked: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { out, isLinked, signal } = options;
  const itemOf = new Map(items.map((item) => [item.id, item]));
  let fresh: TemporaryPath | undefined;
  try {
    fresh = await openTemporaryPath(dirname(resolve(out)));
    await mkdir(fresh.path);
    for (const { id, part } of entries) {
      signal.throwIfAborted();
      const { path, annotationPath } = itemOf.get(id)!;
      for (const file of annotationPath === undefined ? [path] : [path, annotationPath]) {
        const name = join(part, relative(folder, file));
        await mkdir(dirname(join(fresh.path, name)), { recursive: true });
        if (isLinked) await symlink(await linkTarget(file, join(out, name)), join(fresh.path, name));
        else
          await copyFile(file, join(fresh.path, name), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      }
    }
    await removeEmpty(out);
    await rename(fresh.path, out);
  } catch (error) {
    signal.throwIfAborted();
    throw new MaskpredError(
      'WRITE_FAILED',
      `${out}: the parts cannot be written: ${messageOf(error)}. Check the rights and the free space.`,
      { cause: error },
    );
  } finally {
    await fresh?.remove();
  }
}

/** The way from a link's own folder, so that data and parts can be moved together. */
async function linkTarget(file: string, link: string): Promise<string> {
  return relative(dirname(resolve(link)), await realpath(file));
}

/** Fails on a folder that something came into meanwhile. */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** @throws {MaskpredError} INVALID_ARGUMENT for a folder that parts would mix with, and for a file. */
export async function assertEmpty(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new MaskpredError('INVALID_ARGUMENT', `${out}: is no folder: ${error.message}.`, { cause: error });
  });
  if (names.length > 0) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${out}: holds other files, and parts must not mix with them. Name a folder that is empty or not there.`,
    );
  }
}
