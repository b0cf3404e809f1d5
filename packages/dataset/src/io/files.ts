import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';

/** Endings (lower case, without dot) of the picture files that are listed; any case matches. */
export const IMAGE_EXTENSIONS: readonly string[] = Object.freeze([
  'jpg',
  'jpeg',
  'png',
  'webp',
  'avif',
  'gif',
  'tif',
  'tiff',
]);

/** A visible entry of a folder; links are followed. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly isLink: boolean;
}

/** A file below a folder. */
export interface FoundFile {
  readonly path: string;
  /** The link that it was reached through: itself, or a folder above it. */
  readonly link?: string;
  /** Whether it lies outside the folder, because of a link. */
  readonly isOutside: boolean;
}

export function isImageName(name: string): boolean {
  return hasExtension(name, IMAGE_EXTENSIONS);
}

export function hasExtension(name: string, extensions: readonly string[]): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && extensions.includes(name.slice(dot + 1).toLowerCase());
}

/**
 * Visible entries of a folder by name (code unit order, the same on every machine). Names that begin with a dot, other
 * kinds of files and links to nothing are left out.
 * @throws {MaskpredError} FILE_NOT_FOUND with `hint` when there is no such folder, FILE_UNREADABLE when it cannot be listed.
 */
export async function listFolder(folder: string, hint: string): Promise<Entry[]> {
  const dirents = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw folderError(folder, hint, error);
  });
  const entries: Entry[] = [];
  for (const dirent of dirents) {
    if (dirent.name.startsWith('.')) continue;
    const path = join(folder, dirent.name);
    // stat follows links; a link to nothing is no entry
    const target = dirent.isSymbolicLink() ? await stat(path).catch(() => undefined) : dirent;
    const isLink = dirent.isSymbolicLink();
    if (target?.isDirectory()) entries.push({ name: dirent.name, path, kind: 'folder', isLink });
    else if (target?.isFile()) entries.push({ name: dirent.name, path, kind: 'file', isLink });
  }
  return entries.sort((a, b) => compareText(a.name, b.name));
}

/** Paths of all pictures below a folder, at any depth, sorted; folders that links turn into a circle are read once. */
export async function listImages(folder: string, hint: string, signal?: AbortSignal): Promise<string[]> {
  const files = await walkFolder(folder, hint, signal);
  return files.map(({ path }) => path).filter((path) => isImageName(basename(path)));
}

/** All visible files below a folder, at any depth, sorted by path; folders that links turn into a circle are read once. */
export async function walkFolder(folder: string, hint: string, signal?: AbortSignal): Promise<FoundFile[]> {
  const seen = new Set<string>();
  const found: FoundFile[] = [];
  const root = await realpath(folder).catch(() => folder); // a missing folder is told by listFolder
  const isOutside = async (path: string) => relative(root, await realpath(path)).split(sep)[0] === '..';
  const walk = async (current: string, link: string | undefined, isOut: boolean): Promise<void> => {
    signal?.throwIfAborted();
    const entries = await listFolder(current, hint);
    const real = await realpath(current);
    if (seen.has(real)) return;
    seen.add(real);
    for (const { path, kind, isLink } of entries) {
      const through = isLink ? path : link;
      const leadsOut = isLink ? await isOutside(path) : isOut;
      if (kind === 'folder') await walk(path, through, leadsOut);
      else found.push({ path, ...(through === undefined ? {} : { link: through }), isOutside: leadsOut });
    }
  };
  await walk(folder, undefined, false);
  return found.sort((a, b) => compareText(a.path, b.path));
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function folderError(folder: string, hint: string, error: unknown): MaskpredError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return new MaskpredError('FILE_NOT_FOUND', `${folder}: no such folder. ${hint}`, { cause: error });
  }
  const problem =
    code === 'ENOTDIR' ? 'is a file, a folder was expected' : `cannot be listed: ${messageOf(error)}`;
  return new MaskpredError('FILE_UNREADABLE', `${folder}: ${problem}. ${hint}`, { cause: error });
}
