import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import type { PictureInput } from './inputs.js';
import { isWebUrl } from './picture-files.js';

/** File formats that annotated copies are written in. */
export type CopyFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';

/** Where the annotated copy of one input goes. */
export interface CopyTarget<F extends string = CopyFormat> {
  readonly path: string;
  readonly format: F;
}

/** The formats that copies of a kind of input are written in. */
export interface CopyFormats<F extends string> {
  /** By the extension of the input, in lower case. */
  readonly byExtension: Readonly<Record<string, F>>;
  /** For all others, whose names get its extension added. */
  readonly fallback: { readonly extension: string; readonly format: F };
}

/** Of pictures. */
const PICTURE_FORMATS: CopyFormats<CopyFormat> = {
  byExtension: {
    '.jpg': 'jpeg',
    '.jpeg': 'jpeg',
    '.jpe': 'jpeg',
    '.jfif': 'jpeg',
    '.png': 'png',
    '.webp': 'webp',
    '.avif': 'avif',
    '.tif': 'tiff',
    '.tiff': 'tiff',
  },
  fallback: { extension: '.png', format: 'png' },
};

/**
 * Where each picture's annotated copy goes, by `image`: its own name under `folder`, with the folders below the deepest
 * one that all inputs share, so that `a/x.jpg` and `b/x.jpg` do not meet. Names without a format that copies are written
 * in (GIF among them) get `.png` added. A copy from the web goes to a folder called as its host.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT when a copy would take the place of an input.
 */
export function planCopies(
  inputs: readonly PictureInput[],
  folder: string,
): Promise<ReadonlyMap<string, CopyTarget>> {
  return planCopiesOf(inputs, folder, PICTURE_FORMATS);
}

/** {@link planCopies} for inputs whose copies have other formats. */
export async function planCopiesOf<F extends string>(
  inputs: readonly PictureInput[],
  folder: string,
  formats: CopyFormats<F>,
): Promise<ReadonlyMap<string, CopyTarget<F>>> {
  const targets = assignTargetsOf(inputs, folder, formats);
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
  return assignTargetsOf(inputs, folder, PICTURE_FORMATS);
}

function assignTargetsOf<F extends string>(
  inputs: readonly PictureInput[],
  folder: string,
  formats: CopyFormats<F>,
): ReadonlyMap<string, CopyTarget<F>> {
  const base = commonFolder(inputs.flatMap(({ root }) => root ?? []));
  const taken = new Set<string>();
  const targets = new Map<string, CopyTarget<F>>();
  for (const { image } of inputs) {
    const name = isWebUrl(image) ? nameOfUrl(image) : relative(base, resolve(image));
    const { format, fileName } = withFormat(name, formats);
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

function withFormat<F extends string>(
  name: string,
  { byExtension, fallback }: CopyFormats<F>,
): { format: F; fileName: string } {
  const format = byExtension[extname(name).toLowerCase()];
  return format
    ? { format, fileName: name }
    : { format: fallback.format, fileName: `${name}${fallback.extension}` };
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
