import { relative, resolve, sep } from 'node:path';
import { decodeImage } from '@maskpred/core/node';
import type { TrainingScene } from '@maskpred/detector/train';
import type { CommandContext } from '../context.js';
import { type BoxedPicture, readBoxes, type ReadBoxesOptions } from '../dataset/crop/read-boxes.js';
import { type DatasetItem, rarestLabel } from '../dataset/split/read-items.js';
import type { Failure } from '../failure.js';
import { readTrainingSplit, type TrainingSplit, type TrainingSplitOptions } from '../train/training-split.js';

export interface TrainingScenes {
  /** Those of the parts `train` and `val`. */
  readonly scenes: readonly TrainingScene[];
  readonly split: TrainingSplit;
  /** What cannot be used of the data set. */
  readonly failures: readonly Failure[];
}

/**
 * The scenes of a data set of boxes in any format, with the sides that its split gives them. A scene that a split file does
 * not name, or puts into another part than `train` and `val`, is left out.
 * @throws {MaskpredError} what reading the boxes and the split throws.
 */
export async function readTrainingScenes(
  root: string,
  options: ReadBoxesOptions & TrainingSplitOptions,
  context: CommandContext,
): Promise<TrainingScenes> {
  const { signal } = context;
  const { pictures, failures } = await readBoxes(root, options, signal);
  const labelOf = rarestLabel(pictures.map(({ image }) => image));
  const idOf = ({ imagePath }: BoxedPicture) =>
    relative(resolve(root), resolve(imagePath)).split(sep).join('/');
  const items = pictures.map((picture): DatasetItem => ({
    id: idOf(picture),
    label: labelOf(picture.image),
    path: picture.imagePath,
  }));
  const split = await readTrainingSplit(root, items, options, context);
  const entryOf = new Map(split.entries.map((entry) => [entry.id, entry]));
  const scenes = pictures.flatMap((picture): TrainingScene[] => {
    const id = idOf(picture);
    const entry = entryOf.get(id);
    if (!entry || !isPart(entry.part)) return [];
    const { imagePath, image } = picture;
    return [
      {
        id,
        annotations: image.annotations,
        group: entry.group,
        part: entry.part,
        read: () => decodeImage(imagePath), // also after Ctrl-C, which lets the best detector be finished
      },
    ];
  });
  return { scenes, split, failures };
}

/** What is kept out and what a random split would have leaked, in one line. */
export function formatSplitNote({ scenes, split }: TrainingScenes): string {
  const count = (part: string) => scenes.filter((scene) => scene.part === part).length;
  const by = split.file ?? 'by near-duplicate group';
  return (
    `Split (${by}): ${count('train')} scenes to train on, ${count('val')} kept out. ` +
    `A random split would have leaked ${(split.leak * 100).toFixed(1)} % of those kept out.\n`
  );
}

const isPart = (part: string): part is 'train' | 'val' => part === 'train' || part === 'val';
