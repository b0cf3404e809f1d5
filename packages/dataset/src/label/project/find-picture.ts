import { isAbsolute, relative, resolve, sep } from 'node:path';
import { baseName, stemOf } from '../../file-name.js';
import type { LabelPicture } from './picture.js';

/**
 * The picture that somebody means: by its id here, its path below the folder or from where the command runs, its name, or
 * its name without ending, as data sets call it. Undefined when there is none.
 * @param root - with links resolved.
 */
export function findPicture(
  wanted: string,
  pictures: ReadonlyMap<string, LabelPicture>,
  root: string,
): LabelPicture | undefined {
  const all = [...pictures.values()];
  const fromHere = relative(root, resolve(wanted)).split(sep).join('/');
  const path = isAbsolute(wanted) ? fromHere : wanted.replaceAll('\\', '/').replace(/^\.\//, '');
  return (
    pictures.get(wanted) ??
    all.find(({ name }) => name === path || name === fromHere) ??
    all.find(({ name }) => baseName(name) === wanted) ??
    all.find(({ name }) => stemOf(name) === wanted)
  );
}
