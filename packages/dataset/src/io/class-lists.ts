import { basename, dirname, join } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import type { DatasetFormat } from '../formats/format.js';
import { LABELS_FILE, parseLabels } from '../formats/labels.js';
import { parseYoloClasses, parseYoloData } from '../formats/yolo-labels.js';
import { YOLO_CLASS_FILES } from './detect-format.js';
import type { FoundFile } from './files.js';
import { readText } from './read-text.js';

/** Class lists are short; a longer file is none. Bytes. */
const MAX_BYTES = 2 ** 20;

/** Who says which labels there are and in which order. */
export interface ClassLists {
  /** The project's list: its order is the one of the data set. */
  readonly project?: readonly string[];
  /** The list that class ids in the files count in. */
  readonly own?: readonly string[];
}

/**
 * The project's `labels.json` of a folder; undefined when it has none.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED, FILE_UNREADABLE.
 */
export async function readLabels(folder: string, signal?: AbortSignal): Promise<string[] | undefined> {
  const file = join(folder, LABELS_FILE);
  try {
    return parseLabels(await readText(file, MAX_BYTES, signal), file);
  } catch (error) {
    if (MaskpredError.isInstance(error) && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * The class lists of a folder. In a YOLO folder `labels.json` and the format's own list have to agree as far as both go:
 * which of the two the files were written with, nobody can tell.
 *
 * @param given - the project's list, when the caller has it.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED for a broken list, or two that disagree; UNKNOWN_LABEL for YOLO without any.
 */
export async function readClassLists(
  root: string,
  format: DatasetFormat,
  files: readonly FoundFile[],
  given: readonly string[] | undefined,
  signal?: AbortSignal,
): Promise<ClassLists> {
  const inFolder = given ? undefined : await readLabels(root, signal);
  const project = given ?? inFolder;
  if (format !== 'yolo') return project ? { project } : {};
  const file = YOLO_CLASS_FILES.map((name) => findShallowest(files, name)).find((path) => path !== undefined);
  if (file === undefined) {
    if (project) return { project, own: project };
    throw new MaskpredError(
      'UNKNOWN_LABEL',
      `${root}: class ids, but no list of their labels. Expected ${[...YOLO_CLASS_FILES, LABELS_FILE].join(', ')} in it, or give the labels.`,
    );
  }
  const text = await readText(file, MAX_BYTES, signal);
  const own = /\.ya?ml$/i.test(file) ? parseYoloData(text, file) : parseYoloClasses(text, file);
  if (inFolder && own.some((label, id) => id < inFolder.length && label !== inFolder[id])) {
    throw new MaskpredError(
      'ANNOTATION_PARSE_FAILED',
      `${join(root, LABELS_FILE)} (${inFolder.join(', ')}) and ${file} (${own.join(', ')}) give class ids other labels. Remove the one that the files were not written with.`,
    );
  }
  return project ? { project, own } : { own };
}

function findShallowest(files: readonly FoundFile[], name: string): string | undefined {
  const depth = (path: string) => dirname(path).split(/[\\/]/).length;
  return files
    .map(({ path }) => path)
    .filter((path) => basename(path).toLowerCase() === name)
    .sort((a, b) => depth(a) - depth(b))[0];
}
