import type { AnnotatedImage, Dataset, Size } from '@maskpred/core';
import { baseName } from '../file-name.js';
import { annotationError } from './annotation-error.js';
import { dropPlainNumbers } from './coco-numbers.js';
import type { DraftSet } from './draft.js';
import { settlePicture } from './settle-picture.js';

export interface ParseSetOptions {
  /** Path of the file, for messages. */
  readonly file?: string;
  /** The labels in the order of their class ids. @default the format's own class list, else the labels met, sorted */
  readonly labels?: readonly string[];
  /** Sizes of the upright pictures by file name, pixels: for formats that do not say them. */
  readonly sizes?: ReadonlyMap<string, Size>;
}

/**
 * The data set of a file of many pictures, strictly: the first thing that is unusable is thrown.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED or UNKNOWN_LABEL with file and line.
 */
export function settleSet(set: DraftSet, file: string, options: ParseSetOptions): Dataset {
  const { sizes } = options;
  const known = options.labels ?? set.labels;
  const labels = known && new Set(known);
  for (const { problem, line, code, outcome } of set.findings) {
    if (outcome !== undefined) continue;
    const remedy = 'Correct the file, or export it again.';
    throw annotationError({ file, line }, problem, remedy, code === undefined ? {} : { code });
  }
  const ids = new Set<string>();
  const images = set.pictures.map((draft): AnnotatedImage => {
    const size = sizes?.get(baseName(draft.fileName));
    const image = settlePicture(draft, { ...(labels ? { labels } : {}), ...(size ? { size } : {}) });
    if (ids.has(image.id)) {
      throw annotationError(
        { file, line: draft.lineOf('name') },
        `a second picture called ${image.id}`,
        'Rename one of them.',
      );
    }
    ids.add(image.id);
    return image;
  });
  return dropPlainNumbers({ labels: known ?? sortedLabels(images), images });
}

/** The labels of pictures, sorted by code unit: the same on every machine and in whatever order they were met. */
export function sortedLabels(images: readonly AnnotatedImage[]): string[] {
  return [...new Set(images.flatMap(({ annotations }) => annotations.map(({ label }) => label)))].sort(
    (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
}
