import { basename, join, resolve } from 'node:path';
import { writeFileAtomic } from '@maskpred/core/node';
import { formatErrorGallery } from '@maskpred/report';
import { mistakeGroups } from './mistakes.js';
import type { MistakesInput, SceneErrorsInput } from './report-input.js';
import { sceneErrorGroups } from './scene-errors.js';

/**
 * Where the pictures of a model's report go: `report-pictures/<model name>/` beside the model folder, so that a model that
 * is published takes no photographs of people with it. Relative where the model's path is.
 */
export function picturesFolderOf(modelFolder: string): string {
  return join(modelFolder, '..', 'report-pictures', basename(resolve(modelFolder)));
}

/**
 * Writes `index.html` into a folder: the pictures that were called something else than they are, largest loss first, at
 * most 200, each with its scores and the model's attention map. It stands alone, and replaces one that was there.
 * @returns its path.
 */
export async function writeMistakes(folder: string, input: MistakesInput): Promise<string> {
  const { groups, note } = await mistakeGroups(input);
  return writeGallery(folder, { title: 'Mistakes', note: `${input.root}: ${note}`, groups });
}

/**
 * Writes `index.html` into a folder: missed faces, false faces and wrong labels, at most 200 of each, cut from their scenes
 * with what is around them. It stands alone, and replaces one that was there.
 * @returns its path.
 */
export async function writeSceneErrors(folder: string, input: SceneErrorsInput): Promise<string> {
  return writeGallery(folder, { title: 'Mistakes', note: input.root, groups: await sceneErrorGroups(input) });
}

async function writeGallery(
  folder: string,
  gallery: Parameters<typeof formatErrorGallery>[0],
): Promise<string> {
  const path = join(folder, 'index.html');
  await writeFileAtomic(path, formatErrorGallery(gallery));
  return path;
}
