import { type AnnotatedImage, MaskpredError } from '@maskpred/core';
import type { DatasetFormat } from '@maskpred/dataset';
import { readDataset } from '@maskpred/dataset/node';
import { type Failure, failureOf } from '../../failure.js';

export interface ReadBoxesOptions {
  /** @default found out from what lies in the folder */
  readonly format?: DatasetFormat;
  /** What the numbers of VOC files count. */
  readonly pixelOrigin?: 0 | 1;
  /** Whether what is dirty is repaired where that is possible. */
  readonly fix?: true;
}

/** A picture on disk with its labelled boxes. */
export interface BoxedPicture {
  readonly image: AnnotatedImage;
  readonly imagePath: string;
}

/** The pictures of a data set of boxes, and what cannot be used of it. */
export interface Boxes {
  readonly pictures: readonly BoxedPicture[];
  readonly failures: readonly Failure[];
}

/**
 * Reads labelled boxes in any format.
 * @throws {MaskpredError} what `readDataset` throws; INVALID_ARGUMENT for label folders, which have no boxes.
 */
export async function readBoxes(
  path: string,
  { format, pixelOrigin, fix }: ReadBoxesOptions,
  signal: AbortSignal,
): Promise<Boxes> {
  const result = await readDataset(path, {
    signal,
    ...(format === undefined ? {} : { format }),
    ...(pixelOrigin === undefined ? {} : { pixelOrigin }),
    ...(fix ? { fix } : {}),
  });
  if (result.format === 'imagefolder') {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${path}: label folders, which are face crops already. Name pictures with boxes; maskpred faces --crops finds faces in others.`,
    );
  }
  const failures = result.failures.map(({ error }) => failureOf(error));
  const pictures: BoxedPicture[] = [];
  for (const image of result.dataset.images) {
    const imagePath = result.imagePaths.get(image.id);
    if (imagePath !== undefined) pictures.push({ image, imagePath });
    else
      failures.push({
        code: 'FILE_NOT_FOUND',
        message: `${path}: the picture ${image.fileName} is missing.`,
      });
  }
  return { pictures, failures };
}
