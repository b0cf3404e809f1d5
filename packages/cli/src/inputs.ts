import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { Failure } from './failure.js';
import { isPictureName, isWebUrl, PICTURE_EXTENSION_LIST } from './picture-files.js';
import { isVideoName } from './video/video-files.js';

/** One picture to answer for. */
export interface PictureInput {
  /** The path or URL as found: what answers call the picture. */
  readonly image: string;
  /** The folder that was searched or that holds the file, absolute; absent for a URL. */
  readonly root?: string;
  /** Why there is nothing to look at. */
  readonly failure?: Failure;
}

export interface FindOptions {
  /** A folder whose pictures are not inputs: the one that annotated copies go to. */
  readonly exclude?: string;
  /** Whether globs match clips too; folders are searched for pictures only. @default false */
  readonly withClips?: boolean;
}

/**
 * The pictures behind paths, folders (searched to any depth), globs and http(s) URLs: in the order given, folders and
 * globs in the order of their names, each picture once. A path that does not exist is an input that fails later.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT without any path, or for a glob that matches no picture.
 */
export async function findInputs(
  paths: readonly string[],
  options: FindOptions = {},
): Promise<PictureInput[]> {
  if (paths.length === 0) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      'No picture was named. Name at least one picture, folder, glob or URL, for example: maskpred predict photo.jpg',
    );
  }
  const found = new Map<string, PictureInput>();
  for (const path of paths) {
    for (const input of await expand(path, options)) {
      const key = isWebUrl(input.image) ? input.image : resolve(input.image);
      if (!found.has(key)) found.set(key, input);
    }
  }
  return [...found.values()];
}

async function expand(path: string, { exclude, withClips = false }: FindOptions): Promise<PictureInput[]> {
  if (isWebUrl(path)) return [{ image: path }];
  const isWanted = (file: string) => isPictureName(file) && !(exclude && isInside(file, exclude));
  const kind = await kindOf(path);
  if (kind === 'folder') {
    const names = await glob('**/*', { cwd: path, dot: false, expandDirectories: false });
    const files = names.map((name) => join(path, name)).filter(isWanted);
    if (files.length === 0) return [emptyFolder(path)];
    return files.sort(byName).map((image) => ({ image, root: resolve(path) }));
  }
  // A file may be called `a[1].jpg`: what exists is no glob.
  if (kind === 'missing' && /[*?[{]/.test(path) && isDynamicPattern(path)) {
    const pattern = sep === '\\' ? path.replaceAll('\\', '/') : path;
    const names = await glob(pattern, { expandDirectories: false, absolute: isAbsolute(path) });
    const isClip = (file: string) => withClips && isVideoName(file) && !(exclude && isInside(file, exclude));
    const files = names.map(normalize).filter((file) => isWanted(file) || isClip(file));
    if (files.length === 0) {
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `The glob "${path}" matches no picture (${PICTURE_EXTENSION_LIST}). Check it, and the folder it starts from: ${process.cwd()}`,
      );
    }
    return files.sort(byName).map((image) => ({ image, root: dirname(resolve(image)) }));
  }
  return [{ image: path, root: dirname(resolve(path)) }];
}

function emptyFolder(path: string): PictureInput {
  const message = `${path}: this folder holds no picture (${PICTURE_EXTENSION_LIST}). Name another folder, or the file itself.`;
  return { image: path, root: resolve(path), failure: { code: 'FILE_NOT_FOUND', message } };
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

function isInside(file: string, folder: string): boolean {
  const path = relative(resolve(folder), resolve(file));
  return path !== '' && !path.startsWith('..') && !/^([a-z]:|[\\/])/i.test(path);
}

/** By code unit, so that every machine finds the same order; `localeCompare` depends on the locale. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
