import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { parseSplit, type Split, splitDataset, type SplitEntry } from '@maskpred/dataset';
import type { CommandContext } from '../context.js';
import { findGroups } from '../dataset/split/find-groups.js';
import type { DatasetItem } from '../dataset/split/read-items.js';

export interface TrainingSplitOptions {
  /** A split file. @default the folder's split.json, if it has one */
  readonly split?: string;
  /** Share of the pictures that is kept out, where there is no split file. */
  readonly val: number;
  readonly seed: number;
  /** Folder of fingerprints. */
  readonly cache: string;
}

/** Who stands on which side. */
export interface TrainingSplit {
  readonly entries: readonly SplitEntry[];
  /** Of the pictures kept out, the share that a random split would have leaked into training, 0 to 1. */
  readonly leak: number;
  /** The file that says so; absent when the split was made here. */
  readonly file?: string;
}

/**
 * The split of a data set: as its file has it, or else made by near-duplicate group, by picture that was cropped, and by page
 * that was crawled, as `maskpred dataset split` does.
 * @throws {MaskpredError} what reading the split and the pictures throws.
 */
export async function readTrainingSplit(
  folder: string,
  items: readonly DatasetItem[],
  options: TrainingSplitOptions,
  context: CommandContext,
): Promise<TrainingSplit> {
  const { val, seed, cache } = options;
  const file = options.split ?? join(folder, 'split.json');
  const text = await readText(file, options.split === undefined);
  if (text !== undefined) {
    const entries = parseSplit(text, file);
    return { entries, leak: leakOf(entries, seed), file };
  }
  if (val === 0) {
    const entries = items.map(({ id, label }) => ({ id, group: id, label, part: 'train' }));
    return { entries, leak: 0 };
  }
  const { namesOf } = await findGroups(
    folder,
    items,
    { groups: ['near', 'source', 'page'], distance: DISTANCE, cache },
    context,
  );
  return splitDataset(
    items.map(({ id, label }) => ({ id, label, groups: namesOf.get(id)! })),
    { ratios: { train: 1 - val, val }, seed },
  );
}

/** How far perceptual hashes may be apart, bits: the default of `maskpred dataset split`. */
const DISTANCE = 10;

/** What a random split of these sizes would leak, by the groups of the entries. */
function leakOf(entries: readonly SplitEntry[], seed: number): Split['leak'] {
  const used = entries.filter(({ part }) => part === 'train' || part === 'val');
  const train = used.filter(({ part }) => part === 'train').length / used.length;
  if (!(train > 0 && train < 1)) return 0;
  const items = used.map(({ id, label, group }) => ({ id, label, groups: [group] }));
  return splitDataset(items, { ratios: { train, val: 1 - train }, seed }).leak;
}

async function readText(file: string, isOptional: boolean): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && isOptional) return undefined;
    throw new MaskpredError(
      isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      `${file}: cannot be read: ${messageOf(error)}. Check --split.`,
      { cause: error },
    );
  });
}
