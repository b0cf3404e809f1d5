import { type AnnotatedImage, assertArgument, type Dataset } from '@maskpred/core';
import { isSafeName, stemOf } from '../file-name.js';
import { assertWritable } from '../formats/assert-writable.js';
import { formatCoco } from '../formats/coco.js';
import { formatCreateMl } from '../formats/create-ml.js';
import type { WritableFormat } from '../formats/format.js';
import { formatLabels, LABELS_FILE } from '../formats/labels.js';
import { formatVoc } from '../formats/voc.js';
import { formatYolo } from '../formats/yolo.js';
import { formatYoloClasses, formatYoloData } from '../formats/yolo-labels.js';

/** A file of a data set: parts of its path below the folder, and its text. */
export interface TextFile {
  readonly path: readonly string[];
  readonly text: string;
}

/** The text files of a data set in a format, one at a time. @throws {MaskpredError} INVALID_ARGUMENT. */
export function* textFiles(
  dataset: Dataset,
  format: WritableFormat,
  pixelOrigin: 0 | 1,
): Generator<TextFile, void, undefined> {
  const { labels, images } = dataset;
  yield { path: [LABELS_FILE], text: formatLabels(labels) };
  switch (format) {
    case 'voc':
      for (const image of images) {
        yield { path: ['annotations', `${image.id}.xml`], text: formatVoc(image, { pixelOrigin }) };
      }
      return;
    case 'yolo':
      yield { path: ['classes.txt'], text: formatYoloClasses(labels) };
      yield { path: ['data.yaml'], text: formatYoloData(labels) };
      for (const image of images) {
        yield { path: ['labels', `${stemOf(image.fileName)}.txt`], text: formatYolo(image, labels) };
      }
      return;
    case 'coco':
      yield { path: ['annotations.json'], text: formatCoco(dataset) };
      return;
    case 'createml':
      yield { path: ['annotations.json'], text: formatCreateMl(dataset) };
      return;
    case 'imagefolder':
  }
}

/** Where a picture lies below the folder of a data set. */
export function picturePath(image: AnnotatedImage, format: WritableFormat): readonly string[] {
  if (format === 'imagefolder') return [image.annotations[0]!.label, image.fileName];
  return format === 'createml' ? [image.fileName] : ['images', image.fileName];
}

/**
 * Refuses what a format cannot hold, before anything is written: names that lead elsewhere, two pictures of one name, and
 * for ImageFolder whatever is not one label for the whole picture.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export function assertFits({ images, labels }: Dataset, format: WritableFormat): void {
  const names = new Set<string>();
  const known = new Set(labels);
  for (const image of images) {
    assertWritable(image);
    assertArgument(isSafeName(image.id), `An id is a name without folders, got ${JSON.stringify(image.id)}.`);
    for (const { label } of image.annotations) {
      assertArgument(
        known.has(label),
        `${image.fileName}: the label ${JSON.stringify(label)} is not in the data set's list (${labels.join(', ')}). Add it at the end.`,
      );
    }
    for (const name of new Set([image.id, stemOf(image.fileName)])) {
      const key = name.normalize('NFC').toLowerCase(); // some file systems do not tell these apart
      assertArgument(
        !names.has(key),
        `Two pictures are called ${name}: their files would be one. Rename one.`,
      );
      names.add(key);
    }
    if (format === 'imagefolder') assertWholePicture(image);
  }
}

function assertWholePicture({ fileName, width, height, annotations }: AnnotatedImage): void {
  const [annotation] = annotations;
  const { box, label } = annotation ?? {};
  const isWhole =
    annotations.length === 1 && box?.x === 0 && box.y === 0 && box.width === width && box.height === height;
  assertArgument(
    isWhole,
    `${fileName}: an ImageFolder holds one label a picture and no boxes, got ${annotations.length} boxes of parts of it. Cut the faces out instead (maskpred dataset crop).`,
  );
  assertArgument(
    label !== undefined && isSafeName(label) && !label.startsWith('.'),
    `${fileName}: the label ${JSON.stringify(label)} cannot be the name of a folder. Rename it.`,
  );
}
