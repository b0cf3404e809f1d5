import { assertArgument } from '@maskpred/core';
import { stemOf } from '../file-name.js';
import { isPathBelow } from '../sharing/shared-picture.js';

/** What the name of a crop is made of. */
export interface CropNameParts {
  /** Path or name of the picture that the crop is from. */
  readonly source: string;
  /** Of that picture's file, hexadecimal. */
  readonly sha256: string;
  /** Which face of the picture, from 0. */
  readonly index: number;
  readonly label: string;
  /** Put at the end, such as `synthetic-hand-0`. */
  readonly suffix?: string;
}

/** Characters of a picture's own name that a crop keeps: with 4 bytes each, and what is added, below 255 bytes. */
const MAX_STEM = 40;

/**
 * The path of a crop below its data set, `<label>/<stem>-<hash>-<index>.jpg`: the same for a picture whatever lies beside
 * it, and another for another picture of the same name. Characters that file systems or shells stumble over become `_`.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a label that is not the name of a folder everywhere.
 * @example
 * cropFileName({ source: 'raw/My photo.png', sha256: '5f3a9c01…', index: 0, label: 'mask' }); // mask/My_photo-5f3a9c01-0.jpg
 */
export function cropFileName({ source, sha256, index, label, suffix }: CropNameParts): string {
  assertFolderLabel(label);
  const stem = stemOf(source);
  // A crawl names its files by their hash: once is enough.
  const name = stem === sha256 ? stem : `${cleanStem(stem)}-${sha256.slice(0, 8)}`;
  return `${label}/${name}-${index}${suffix === undefined ? '' : `-${suffix}`}.jpg`;
}

/**
 * Checks that a label can be the name of a folder on every platform, and of one that is not hidden.
 * @throws {MaskpredError} INVALID_ARGUMENT when it cannot.
 */
export function assertFolderLabel(label: string): void {
  assertArgument(
    isPathBelow(label) && !label.includes('/') && !label.startsWith('.') && label.length <= 100,
    `A label becomes a folder of crops: expected a name without separators, colon, control characters and a dot at an ` +
      `end, got ${JSON.stringify(label)}. Rename it, for example with --labels.`,
  );
}

function cleanStem(stem: string): string {
  const clean = stem
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._-]+/, '');
  return [...clean].slice(0, MAX_STEM).join('') || 'picture';
}
