import { basename, dirname, extname, join, resolve } from 'node:path';
import type { PictureInput } from '../inputs.js';

/** Where the annotation of one picture goes, or why it has no place. */
export type AnnotationPlace = { readonly path: string } | { readonly problem: string };

/**
 * Where the Pascal VOC file of each picture goes, by `image`: `<folder>/annotations/<stem>.xml` beside the pictures (beside
 * `images/` where they lie in one), or `<out>/<stem>.xml`. Of pictures that differ only in their ending, those after the
 * first keep it: `x.png.xml`. Annotations name their picture without its folder, so of two pictures of one name in one
 * data set the second has no place.
 */
export function planAnnotations(
  inputs: readonly PictureInput[],
  out?: string,
): ReadonlyMap<string, AnnotationPlace> {
  const takenBy = new Map<string, string>();
  const places = new Map<string, AnnotationPlace>();
  for (const { image, root } of inputs) {
    const folder = out ?? annotationsBeside(root ?? dirname(resolve(image)), image);
    const name = basename(image);
    const key = (path: string) => path.normalize('NFC').toLowerCase(); // some file systems tell neither apart
    const nameKey = key(join(folder, name));
    const other = takenBy.get(nameKey);
    if (other !== undefined) {
      const problem = `${image}: ${other} is called the same, and annotations name a picture without its folder. Rename one, or give each folder an --out of its own.`;
      places.set(image, { problem });
      continue;
    }
    const short = join(folder, `${basename(image, extname(image))}.xml`);
    const path = takenBy.has(key(short)) ? join(folder, `${name}.xml`) : short;
    takenBy.set(nameKey, image).set(key(path), image);
    places.set(image, { path });
  }
  return places;
}

/** Written as the picture's path was: relative to where the command runs, or absolute. */
function annotationsBeside(root: string, image: string): string {
  const up = resolve(image).slice(root.length).split(/[\\/]/).length - 2;
  const asGiven = Array.from({ length: up }).reduce<string>((path) => dirname(path), dirname(image));
  return join(basename(root) === 'images' ? dirnameOf(asGiven) : asGiven, 'annotations');
}

/** The parent, also of `.` and of the path that is only `images`. */
function dirnameOf(path: string): string {
  return basename(path) === 'images' ? dirname(path) : join(path, '..');
}
