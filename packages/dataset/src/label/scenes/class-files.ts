import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '@maskpred/core/node';
import { parseDocument } from 'yaml';
import { formatLabels, LABELS_FILE, parseLabels } from '../../formats/labels.js';
import { formatYoloClasses } from '../../formats/yolo-labels.js';

/** Files that say which label a class id stands for, which other programs read. */
const LIST_FILES = ['classes.txt', 'obj.names', 'data.yaml', 'data.yml', LABELS_FILE];

/**
 * Adds labels at the end of the class lists of a folder; all else in them stays.
 * @param files - paths below the folder; those that are class lists are written, also when they are not there yet.
 * @throws {MaskpredError} WRITE_FAILED, ANNOTATION_PARSE_FAILED.
 */
export async function growClassLists(
  root: string,
  files: readonly string[],
  classes: readonly string[],
): Promise<void> {
  for (const file of files.filter((one) => LIST_FILES.includes(basename(one).toLowerCase()))) {
    const path = join(root, file);
    const before = await readFile(path, 'utf8').catch(() => '');
    const after = grow(basename(file).toLowerCase(), before, classes, path);
    if (after !== before) await writeFileAtomic(path, after);
  }
}

function grow(name: string, before: string, classes: readonly string[], path: string): string {
  if (name === LABELS_FILE) {
    const known = parseLabels(before, path);
    return formatLabels([...known, ...classes.filter((label) => !known.includes(label))]);
  }
  if (!/\.ya?ml$/.test(name)) return formatYoloClasses(classes);
  const document = parseDocument(before);
  document.set('names', classes);
  if (document.has('nc')) document.set('nc', classes.length);
  return document.toString();
}
