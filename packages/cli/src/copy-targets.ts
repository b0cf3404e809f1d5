import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import type { PictureInput } from './inputs.js';
import { isWebUrl } from './picture-files.js';

/** File formats that annotated copies are written in. */
export type CopyFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';

/** Where the annotated copy of one picture goes. */
export interface CopyTarget {
  readonly path: string;
  readonly format: CopyFormat;
}

const FORMATS: Readonly<Record<string, CopyFormat>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.jpe': 'jpeg',
  '.jfif': 'jpeg',
  '.png': 'png',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

/**
 * Where each picture's annotated copy goes, by `image`: its own name under `folder`, with the folders below the deepest
 * one that all inputs share, so that `a/x.jpg` and `b/x.jpg` do not meet. Names without a format that copies are written
 * in (GIF among them) get `.png` added. A copy from the web goes to a folder called as its host.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT when a copy would take the place of an input.
 */
export async function planCopies(
  inputs: readonly PictureInput[],
  folder: string,
): Promise<ReadonlyMap<string, CopyTarget>> {
  const targets = assignTargets(inputs, folder);
  const files = inputs.filter(({ image }) => !isWebUrl(image)).map(({ image }) => image);
  const occupied = new Set(await Promise.all(files.map(realPathOf)));
  for (const [image, { path }] of targets) {
    if (occupied.has(await realPathOf(path))) {
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `--out ${folder}: the annotated copy of ${image} would be written over the input ${path}. Choose another folder.`,
      );
    }
  }
  return targets;
}

/** {@link planCopies} without looking at the disk. */
export function assignTargets(
  inputs: readonly PictureInput[],
  folder: string,
): ReadonlyMap<string, CopyTarget> {
  const base = commonFolder(inputs.flatMap(({ root }) => root ?? []));
  const taken = new Set<string>();
  const targets = new Map<string, CopyTarget>();
  for (const { image } of inputs) {
    const name = isWebUrl(image) ? nameOfUrl(image) : relative(base, resolve(image));
    const { format, fileName } = withFormat(name);
    const path = unused(join(folder, fileName), taken);
    taken.add(path.toLowerCase()); // some file systems do not tell cases apart
    targets.set(image, { path, format });
  }
  return targets;
}

/** The deepest folder that holds all the absolute ones. */
function commonFolder(folders: readonly string[]): string {
  const [first = resolve('.'), ...rest] = folders;
  const parts = first.split(sep);
  const length = rest.reduce((shared, other) => {
    const otherParts = other.split(sep);
    let i = 0;
    while (i < shared && parts[i] === otherParts[i]) i++;
    return i;
  }, parts.length);
  return parts.slice(0, length).join(sep) || sep;
}

function withFormat(name: string): { format: CopyFormat; fileName: string } {
  const format = FORMATS[extname(name).toLowerCase()];
  return format ? { format, fileName: name } : { format: 'png', fileName: `${name}.png` };
}

/** `host/name`, with only characters that every file system takes. */
function nameOfUrl(image: string): string {
  const { hostname, pathname } = new URL(image);
  const clean = (text: string) => text.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '_');
  return join(clean(hostname), clean(basename(pathname)) || 'picture');
}

function unused(path: string, taken: ReadonlySet<string>): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  let candidate = path;
  for (let i = 2; taken.has(candidate.toLowerCase()); i++) candidate = `${stem}-${i}${extension}`;
  return candidate;
}

/** The real path as far as it exists: links of parent folders are followed even where the file is not there yet. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(resolve(path));
    return parent === resolve(path) ? parent : join(await realPathOf(parent), basename(path));
  }
}
