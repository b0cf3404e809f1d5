import { resolve } from 'node:path';
import type { SetPicture } from './evaluation-set.js';

/**
 * Finds the picture that a line of an earlier run is about: by its path as found, by its path below the folder, by how its
 * path ends, or by its name where only one picture has it. So a run may have been started elsewhere.
 */
export function indexPictures<T extends SetPicture>(
  pictures: readonly T[],
): (image: string) => T | undefined {
  const byPath = new Map(pictures.map((picture) => [resolve(picture.path), picture]));
  const byEnd = new Map<string, T | 'several'>();
  for (const picture of pictures) {
    for (const end of endsOf(picture.image)) byEnd.set(end, byEnd.has(end) ? 'several' : picture);
  }
  return (image) => {
    const exact = byPath.get(resolve(image));
    if (exact) return exact;
    for (const end of endsOf(image.replaceAll('\\', '/'))) {
      const found = byEnd.get(end);
      if (found !== undefined) return found === 'several' ? undefined : found;
    }
    return undefined;
  };
}

/** The path, then what is left of it without its first folders, down to the name: `a/b/c.jpg`, `b/c.jpg`, `c.jpg`. */
function endsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.map((_, i) => parts.slice(i).join('/'));
}
