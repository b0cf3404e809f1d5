import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import { CROPS_FILE, formatCropRecord, parseCropRecords } from '../../crop-record.js';
import { formatSplit, parseSplit } from '../../split/split-file.js';
import { folderOf } from './crop-names.js';

const SPLIT_FILE = 'split.json';

/**
 * Follows moved crops in the files that call them by their paths: where each was cut from (`crops.jsonl`) and on which side
 * of the split it stands (`split.json`). Without it a corrected label would lose its group, and leak.
 * @param renames - new paths by old ones, below the folder.
 * @throws {MaskpredError} WRITE_FAILED, ANNOTATION_PARSE_FAILED, FILE_UNREADABLE.
 */
export async function followMoves(root: string, renames: ReadonlyMap<string, string>): Promise<void> {
  if (renames.size === 0) return;
  await rewrite(join(root, CROPS_FILE), (text, file) =>
    parseCropRecords(text, file)
      .map((record) => {
        const fileName = renames.get(record.fileName);
        return formatCropRecord(
          fileName === undefined ? record : { ...record, fileName, label: folderOf(fileName) },
        );
      })
      .join(''),
  );
  await rewrite(join(root, SPLIT_FILE), (text, file) =>
    formatSplit(
      parseSplit(text, file).map((entry) => {
        const id = renames.get(entry.id);
        return id === undefined ? entry : { ...entry, id, label: folderOf(id) };
      }),
    ),
  );
}

async function rewrite(path: string, change: (text: string, file: string) => string): Promise<void> {
  let before: string;
  try {
    before = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  const after = change(before, path);
  if (after !== before) await writeFileAtomic(path, after);
}
