import { relative, sep } from 'node:path';
import { type AnnotatedImage, MaskpredError } from '@maskpred/core';
import type { DatasetFormat } from '../formats/format.js';
import type { DatasetIssue } from '../formats/issue.js';
import type { DatasetFailure } from '../io/dataset-failure.js';
import { detectFormat, YOLO_CLASS_FILES } from '../io/detect-format.js';
import { isImageName, walkFolder } from '../io/files.js';
import { readDataset } from '../io/read-dataset.js';
import { baseName } from '../file-name.js';

/** Scenes have boxes, an ImageFolder has a label a folder, anything else is plain pictures. */
export type DatasetLayout = 'scenes' | 'image-folder' | 'pictures';

/** A picture of a data set that nobody has opened yet. */
export interface Member {
  readonly file: string;
  /** Of the whole picture: the folder it lies in. */
  readonly label?: string;
  /** Its labelled faces, in scenes. */
  readonly annotations?: AnnotatedImage;
}

/** What lies in a folder. */
export interface Members {
  readonly layout: DatasetLayout;
  /** By path. */
  readonly members: readonly Member[];
  /** What is dirty about the annotations; none where there are none. */
  readonly issues: readonly DatasetIssue[];
  /** Annotations that cannot be used. */
  readonly failures: readonly DatasetFailure[];
}

const HINT = 'Name the folder of a data set: scenes, label folders, or pictures.';

/**
 * The pictures of a folder by its layout, with their labels.
 * @param given - the format of its annotations; found out without.
 * @throws {MaskpredError} FILE_NOT_FOUND or FILE_UNREADABLE for the folder, EMPTY_SPLIT when no picture is in it, and what
 * `readDataset` throws of scenes.
 */
export async function listMembers(
  folder: string,
  given: DatasetFormat | undefined,
  signal: AbortSignal | undefined,
): Promise<Members> {
  const found = await walkFolder(folder, HINT, signal);
  const files = found.map(({ path }) => path).filter((path) => isImageName(baseName(path)));
  if (files.length === 0) throw new MaskpredError('EMPTY_SPLIT', `${folder}: no picture in it. ${HINT}`);
  const partsOf = (path: string) => relative(folder, path).split(sep);
  const parts = found.map(({ path }) => partsOf(path));
  const format = given ?? (await findFormat(folder, found, parts, signal));
  if (format !== undefined && format !== 'imagefolder') return readScenesOf(folder, format, files, signal);
  const members = files.map((file): Member => {
    const [label, ...rest] = partsOf(file);
    return rest.length > 0 ? { file, label: label! } : { file };
  });
  const labels = new Set(members.flatMap(({ label }) => label ?? []));
  // two labels make an ImageFolder, a picture beside them does not unmake it
  const isSorted = labels.size > 1 || members.every(({ label }) => label !== undefined);
  return { layout: isSorted ? 'image-folder' : 'pictures', members, issues: [], failures: [] };
}

/** The format of the annotations; undefined for pictures without any. */
async function findFormat(
  folder: string,
  found: Parameters<typeof detectFormat>[1],
  parts: readonly (readonly string[])[],
  signal: AbortSignal | undefined,
): Promise<DatasetFormat | undefined> {
  const has = (name: string) => parts.some(([first, ...rest]) => first === name && rest.length > 0);
  const isSurelyAnnotated = has('annotations') || has('labels');
  try {
    const format = await detectFormat(folder, found, signal);
    // a text file beside pictures is no label file without the classes that its numbers stand for
    const hasClasses = parts.some((names) => YOLO_CLASS_FILES.includes(names.at(-1)!.toLowerCase()));
    return format === 'yolo' && !hasClasses && !isSurelyAnnotated ? undefined : format;
  } catch (error) {
    if (isSurelyAnnotated || !MaskpredError.isInstance(error)) throw error;
    return undefined;
  }
}

/** All pictures, those without annotation too. */
async function readScenesOf(
  folder: string,
  format: DatasetFormat,
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Members> {
  const { dataset, imagePaths, issues, failures } = await readDataset(folder, {
    format,
    ...(signal ? { signal } : {}),
  });
  const annotated = new Map(dataset.images.map((image) => [imagePaths.get(image.id), image]));
  const members = files.map((file): Member => {
    const annotations = annotated.get(file);
    return annotations ? { file, annotations } : { file };
  });
  return { layout: 'scenes', members, issues, failures };
}
