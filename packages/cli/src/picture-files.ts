import { extname } from 'node:path';

/** What folders and globs are searched for; a file that is named itself is tried whatever its name. */
const PICTURE_EXTENSIONS: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.avif',
  '.gif',
  '.tif',
  '.tiff',
];

/** For messages: `.jpg, .jpeg, ...`. */
export const PICTURE_EXTENSION_LIST = PICTURE_EXTENSIONS.join(', ');

/** Whether a file's name ends as pictures' names do, in either case. */
export function isPictureName(path: string): boolean {
  return PICTURE_EXTENSIONS.includes(extname(path).toLowerCase());
}

/** True for what is fetched instead of read from disk. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
