import { access, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import type { TrainingSample } from '@maskpred/classifier/train';
import { parseSplit, type SplitEntry } from '@maskpred/dataset';
import { readImageFolder } from '@maskpred/dataset/node';

export interface TrainingFolder {
  /** Sorted. */
  readonly labels: readonly string[];
  readonly samples: readonly TrainingSample[];
}

/**
 * The face crops of an ImageFolder, with the sides that its `split.json` gives them. Where there is one, a picture that
 * it does not name, or puts into another part than `train` and `val`, is left out.
 *
 * @throws {MaskpredError} what reading the folder and the split throws; UNKNOWN_LABEL when the two disagree on a label.
 */
export async function readTrainingFolder(root: string, signal: AbortSignal): Promise<TrainingFolder> {
  const { labels, samples } = await readImageFolder(root, { signal });
  const split = await readSplit(join(root, 'split.json'));
  const found = samples.flatMap(({ path, label }): TrainingSample[] => {
    const id = relative(root, path).split(sep).join('/');
    const sample = { id, label, read: () => decodeImage(path, { signal }) };
    if (!split) return [sample];
    const entry = split.get(id);
    if (entry && entry.label !== label) {
      throw new MaskpredError(
        'UNKNOWN_LABEL',
        `${join(root, 'split.json')}: ${id} is labelled ${entry.label} there, but lies in the folder ${label}. Make the split anew.`,
      );
    }
    return entry && isPart(entry.part) ? [{ ...sample, group: entry.group, part: entry.part }] : [];
  });
  return { labels, samples: found };
}

const isPart = (part: string): part is 'train' | 'val' => part === 'train' || part === 'val';

async function readSplit(path: string): Promise<Map<string, SplitEntry> | undefined> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  return new Map(parseSplit(await readFile(path, 'utf8'), path).map((entry) => [entry.id, entry]));
}
