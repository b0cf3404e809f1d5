import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { AnnotatedImage } from '@maskpred/core';
import { readImageFolder, readScenes } from '@maskpred/dataset/node';

/** A picture of a data set, with what belongs to it. */
export interface DatasetItem {
  /** Path of the picture below the folder, `/` between its parts. */
  readonly id: string;
  readonly label: string;
  /** Path as found. */
  readonly path: string;
  /** Path of its Pascal VOC file, in a folder of scenes. */
  readonly annotationPath?: string;
}

/** The label of a scene without annotations. */
export const NO_LABEL = 'none';

/**
 * The pictures of an ImageFolder, or of a folder of scenes (`images/` and `annotations/`). A scene counts for the rarest
 * of its labels, so that rare ones are shared out too.
 * @throws {MaskpredError} what reading the folder throws.
 */
export async function readItems(folder: string, signal: AbortSignal): Promise<DatasetItem[]> {
  const idOf = (path: string) => relative(folder, path).split(sep).join('/');
  if (!(await isFolder(join(folder, 'images'))) || !(await isFolder(join(folder, 'annotations')))) {
    const { samples } = await readImageFolder(folder, { signal });
    return samples.map(({ path, label }) => ({ id: idOf(path), label, path }));
  }
  const scenes = await readScenes(folder, { signal });
  const labelOf = rarestLabel(scenes.map(({ image }) => image));
  return scenes.map(({ image, imagePath, annotationPath }) => ({
    id: idOf(imagePath),
    label: labelOf(image),
    path: imagePath,
    annotationPath,
  }));
}

/** Says of a picture which of its labels has the fewest boxes in all pictures; of equal ones, the first by name. */
export function rarestLabel(images: readonly AnnotatedImage[]): (image: AnnotatedImage) => string {
  const counts = new Map<string, number>();
  for (const { annotations } of images) {
    for (const { label } of annotations) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return ({ annotations }) => {
    const labels = [...new Set(annotations.map(({ label }) => label))].sort();
    return labels.sort((a, b) => counts.get(a)! - counts.get(b)!)[0] ?? NO_LABEL;
  };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
