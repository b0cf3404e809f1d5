import { basename, dirname, relative, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { DATASET_FORMATS, type DatasetFormat, type SetFormat, sniffJson } from '../formats/format.js';
import { LABELS_FILE } from '../formats/labels.js';
import { MAX_SET_FILE_BYTES } from '../formats/limits.js';
import { type FoundFile, hasExtension, isImageName } from './files.js';
import { readText } from './read-text.js';

/** JSON files of maskpred and of package managers that are no annotations. */
const OTHER_JSON = new Set([LABELS_FILE, 'split.json', 'package.json', 'package-lock.json', 'tsconfig.json']);

/** Class lists of YOLO, by which a folder is known as one. */
export const YOLO_CLASS_FILES: readonly string[] = ['data.yaml', 'data.yml', 'classes.txt', 'obj.names'];

/** As many JSON files are looked into; a folder of labelme has one a picture. */
const MAX_LOOKS = 16;

/** JSON files that may hold annotations. */
export function annotationJsonFiles(files: readonly FoundFile[]): FoundFile[] {
  return files.filter(
    ({ path }) => hasExtension(basename(path), ['json']) && !OTHER_JSON.has(basename(path).toLowerCase()),
  );
}

/** Text files that may be YOLO labels: those in folders called labels, or where there is none, beside pictures of their name. */
export function yoloLabelFiles(root: string, files: readonly FoundFile[]): FoundFile[] {
  const texts = files.filter(({ path }) => hasExtension(basename(path), ['txt']) && !isListOrNote(path));
  const inFolder = texts.filter(({ path }) =>
    relative(root, dirname(path))
      .split(sep)
      .some((part) => part.toLowerCase() === 'labels'),
  );
  return inFolder.length > 0 ? inFolder : texts;
}

/**
 * The format of a folder, by what lies in it.
 * @throws {MaskpredError} INVALID_ARGUMENT when it is none or several of those known.
 */
export async function detectFormat(
  root: string,
  files: readonly FoundFile[],
  signal?: AbortSignal,
): Promise<DatasetFormat> {
  const found = await findFormats(root, files, signal);
  const [format] = found;
  if (found.size === 1) return format!;
  const what = found.size === 0 ? 'no annotations of a known format' : `files of ${[...found].join(' and ')}`;
  throw new MaskpredError(
    'INVALID_ARGUMENT',
    `${root}: ${what} in it. Name the format (${DATASET_FORMATS.join(', ')}), or the annotation file itself.`,
  );
}

/** The formats of which there are files in a folder; `imagefolder` only where there is no other. */
export async function findFormats(
  root: string,
  files: readonly FoundFile[],
  signal?: AbortSignal,
): Promise<ReadonlySet<DatasetFormat>> {
  const found = new Set<DatasetFormat>();
  const names = files.map(({ path }) => basename(path).toLowerCase());
  if (names.some((name) => hasExtension(name, ['xml']))) found.add('voc');
  const hasLabelFolder = yoloLabelFiles(root, files).some(
    ({ path }) => dirname(relative(root, path)) !== '.',
  );
  if (names.some((name) => YOLO_CLASS_FILES.includes(name)) || hasLabelFolder) found.add('yolo');
  for (const format of await sniffFiles(annotationJsonFiles(files), signal)) found.add(format);
  if (found.size === 0 && areLabelFolders(root, files)) found.add('imagefolder');
  return found;
}

/** The format of a JSON file; undefined when it is none of those known or no JSON. */
export async function sniffFile(
  path: string,
  signal?: AbortSignal,
): Promise<SetFormat | 'labelme' | undefined> {
  try {
    const text = await readText(path, MAX_SET_FILE_BYTES, signal);
    return sniffJson(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SyntaxError || MaskpredError.isInstance(error)) return undefined;
    throw error;
  }
}

async function sniffFiles(files: readonly FoundFile[], signal?: AbortSignal): Promise<Set<DatasetFormat>> {
  const found = new Set<DatasetFormat>();
  for (const { path } of files.filter(({ isOutside }) => !isOutside).slice(0, MAX_LOOKS)) {
    const format = await sniffFile(path, signal);
    if (format) found.add(format);
  }
  return found;
}

/** train.txt and the like list pictures, README.txt and the like are for people. */
function isListOrNote(path: string): boolean {
  return /^(classes|train|val|valid|test|trainval|requirements|(readme|licen[cs]e|notes)\b.*)\.txt$/i.test(
    basename(path),
  );
}

function areLabelFolders(root: string, files: readonly FoundFile[]): boolean {
  const pictures = files.filter(({ path }) => isImageName(basename(path)));
  return pictures.length > 0 && pictures.every(({ path }) => dirname(relative(root, path)) !== '.');
}
