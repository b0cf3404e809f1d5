import { MaskpredError } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import type { TrainingSample } from '@maskpred/classifier/train';
import { readImageFolder } from '@maskpred/dataset/node';
import type { CommandContext } from '../context.js';
import { describeCrops } from '../evaluate/crop-origins.js';
import { printable } from '../failure.js';
import { readItems } from '../dataset/split/read-items.js';
import { readTrainingSplit, type TrainingSplit, type TrainingSplitOptions } from './training-split.js';

export interface TrainingFolder {
  /** Sorted. */
  readonly labels: readonly string[];
  readonly samples: readonly TrainingSample[];
  readonly split: TrainingSplit;
}

/**
 * The face crops of an ImageFolder, with the sides that its split gives them. A picture that a split file does not name, or
 * puts into another part than `train` and `val`, is left out. The folder's manifest says where a picture comes from.
 *
 * @throws {MaskpredError} what reading the folder and the split throws; UNKNOWN_LABEL when the two disagree on a label.
 */
export async function readTrainingFolder(
  root: string,
  options: TrainingSplitOptions,
  context: CommandContext,
): Promise<TrainingFolder> {
  const { signal } = context;
  const { labels } = await readImageFolder(root, { signal });
  const items = await readItems(root, signal);
  const split = await readTrainingSplit(root, items, options, context);
  const entryOf = new Map(split.entries.map((entry) => [entry.id, entry]));
  const originOf = await describeCrops(root);
  const samples = items.flatMap(({ id, label, path }): TrainingSample[] => {
    const entry = entryOf.get(id);
    if (entry && entry.label !== label) {
      throw new MaskpredError(
        'UNKNOWN_LABEL',
        `${split.file}: ${id} is labelled ${entry.label} there, but lies in the folder ${label}. Make the split anew.`,
      );
    }
    if (!entry || !isPart(entry.part)) return [];
    const { source } = originOf(id);
    return [
      {
        id,
        label,
        group: entry.group,
        part: entry.part,
        ...(source === undefined ? {} : { source }),
        read: () => decodeImage(path, { signal }),
      },
    ];
  });
  return { labels, samples, split };
}

/** What is kept out and what a random split would have leaked, in one line. */
export function formatSplitNote({ samples, split }: TrainingFolder): string {
  const count = (part: string) => samples.filter((sample) => sample.part === part).length;
  const by = split.file === undefined ? 'by near-duplicate group' : printable(split.file);
  const counts = `${count('train')} pictures to train on, ${count('val')} kept out`;
  if (count('val') === 0) return `Split: ${counts}.\n`;
  const leak = (split.leak * 100).toFixed(1);
  return `Split (${by}): ${counts}. A random split would have leaked ${leak} % of those kept out.\n`;
}

const isPart = (part: string): part is 'train' | 'val' => part === 'train' || part === 'val';
