import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import type { DuplicateItem } from '@maskpred/dataset';
import { findInputs } from '../../inputs.js';

/**
 * The pictures of a folder, at any depth, to be compared; ids are paths below it with `/` between their parts. What is
 * reached over a link is left out: it is another way to a file, no copy of it.
 * @param exclude - a folder whose pictures are left out.
 * @throws {MaskpredError} FILE_NOT_FOUND when there is no such folder or no picture in it.
 */
export async function findPictures(folder: string, exclude?: string): Promise<DuplicateItem[]> {
  const root = await realpath(folder).catch((error: unknown) => {
    throw new MaskpredError('FILE_NOT_FOUND', `${folder}: no such folder. Check the path.`, { cause: error });
  });
  if (!(await lstat(root)).isDirectory()) {
    throw new MaskpredError('FILE_NOT_FOUND', `${folder}: is a file, a folder was expected.`);
  }
  const inputs = await findInputs([folder], exclude === undefined ? {} : { exclude });
  const items: DuplicateItem[] = [];
  for (const { image, failure } of inputs) {
    if (failure) throw new MaskpredError('FILE_NOT_FOUND', failure.message);
    const name = relative(folder, image);
    const path = join(root, name);
    if ((await realpath(path).catch(() => '')) === path) {
      items.push(await itemOf(path, name.split(sep).join('/')));
    }
  }
  return items;
}

/** A picture under a name, with its file's size and time as what tells that it has not changed. */
export async function itemOf(path: string, id: string): Promise<DuplicateItem> {
  const { size, mtimeNs } = await lstat(path, { bigint: true });
  return { id, cacheKey: `${resolve(path)}|${size}|${mtimeNs}`, read: () => readFile(path) };
}
