import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groupDuplicates } from '@maskpred/dataset';
import type { Survey } from '@maskpred/dataset/node';
import type { CommandContext } from '../../context.js';
import { withProgress } from '../survey-folder.js';

/** The paths of pictures that show the same, the best of each group first. */
export async function findNearDuplicates(
  folder: string,
  { pictures }: Survey,
  { stderr, signal }: CommandContext,
): Promise<string[][]> {
  const items = pictures
    .filter(({ facts }) => facts !== undefined)
    .map(({ path }) => ({ id: path, read: () => readFile(join(folder, path)) }));
  const { groups } = await withProgress(stderr, (onPicture) => groupDuplicates(items, { signal, onPicture }));
  return groups.map(({ members }) => members.map(({ id }) => id));
}
