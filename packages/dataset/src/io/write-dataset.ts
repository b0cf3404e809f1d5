import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AnnotatedImage, assertArgument, type CallOptions, type Dataset } from '@maskpred/core';
import {
  FORMAT_FIELDS,
  type OptionalField,
  WRITABLE_FORMATS,
  type WritableFormat,
} from '../formats/format.js';
import { assertFits, picturePath, textFiles } from './dataset-files.js';
import { stageFolder } from './stage-folder.js';

export interface WriteDatasetOptions extends CallOptions {
  readonly format: WritableFormat;
  /** What the numbers of VOC files count, as `formatVoc` has it. @default 0 */
  readonly pixelOrigin?: 0 | 1;
  /** Path of the picture by `id`, as `readDataset` gives them. @default none */
  readonly imagePaths?: ReadonlyMap<string, string>;
  /**
   * What becomes of the pictures. `link`: a hard link, or a symbolic one where the file system asks for it.
   * @default copy
   */
  readonly images?: 'copy' | 'link' | 'none';
  /** Whether files of a folder that is not empty are replaced; other files in it stay. @default false */
  readonly force?: boolean;
  /** Called after each picture. */
  readonly onPicture?: (done: number, total: number) => void;
}

export interface WriteDatasetResult {
  /** Pictures that were copied or linked. */
  readonly pictures: number;
  /** How many pictures or boxes had something that the format has no place for. */
  readonly lost: ReadonlyMap<OptionalField, number>;
}

/** As many files are written at a time: each waits for the disk when it is synced. */
const AT_A_TIME = 16;

/**
 * Writes a data set into a folder: all of it or nothing, each file written, synced and then renamed. Beside the files of
 * the format stands `labels.json`, which owns the class ids from then on.
 *
 * | format        | annotations                                          | pictures            |
 * | ------------- | ---------------------------------------------------- | ------------------- |
 * | `voc`         | `annotations/<id>.xml`                               | `images/`           |
 * | `yolo`        | `labels/<name>.txt`, `classes.txt`, `data.yaml`      | `images/`           |
 * | `coco`        | `annotations.json`                                   | `images/`           |
 * | `createml`    | `annotations.json`                                   | beside it           |
 * | `imagefolder` | the folders                                          | `<label>/`          |
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a target that is a file or, without `force`, not empty, two pictures of one
 * name, a label that is not in the list or cannot be a folder, and for what a format cannot hold; WRITE_FAILED. Nothing is
 * left behind.
 * @example
 * const { dataset, imagePaths } = await readDataset('scenes');
 * const { lost } = await writeDataset('scenes-yolo', dataset, { format: 'yolo', imagePaths });
 * console.log(lost); // Map(1) { 'difficult' => 3 }
 */
export async function writeDataset(
  path: string,
  dataset: Dataset,
  options: WriteDatasetOptions,
): Promise<WriteDatasetResult> {
  const {
    format,
    pixelOrigin = 0,
    imagePaths = new Map<string, string>(),
    images = 'copy',
    force = false,
  } = options;
  const { signal, onPicture } = options;
  assertArgument(
    WRITABLE_FORMATS.includes(format),
    `format is one of ${WRITABLE_FORMATS.join(', ')}, got ${format}.`,
  );
  assertFits(dataset, format);
  if (format === 'imagefolder') {
    const missing = dataset.images.find(({ id }) => images === 'none' || !imagePaths.has(id));
    assertArgument(
      !missing,
      `${missing?.fileName}: an ImageFolder is made of pictures, and there is none for it.`,
    );
  }
  const withPicture = images === 'none' ? [] : dataset.images.filter(({ id }) => imagePaths.has(id));
  const total = withPicture.length;
  let done = 0;
  await stageFolder(path, force, async (folder) => {
    const madeFolders = new Map<string, Promise<unknown>>();
    const prepare = async (parts: readonly string[]) => {
      const file = join(folder, ...parts);
      const parent = dirname(file);
      if (!madeFolders.has(parent)) madeFolders.set(parent, mkdir(parent, { recursive: true }));
      await madeFolders.get(parent);
      return file;
    };
    await inTurns(
      textFiles(dataset, format, pixelOrigin),
      async (file) => writeSynced(await prepare(file.path), file.text),
      signal,
    );
    await inTurns(
      withPicture,
      async (image) => {
        const place = await prepare(picturePath(image, format));
        await (images === 'link' ? linkPicture : copyPicture)(imagePaths.get(image.id)!, place);
        onPicture?.(++done, total);
      },
      signal,
    );
    signal?.throwIfAborted();
  });
  return { pictures: total, lost: countLost(dataset.images, format) };
}

/** Works on a few items at a time; the next few start when these have ended, so nothing is under way after an error. */
async function inTurns<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let batch: Promise<void>[] = [];
  const settle = async () => {
    const results = await Promise.allSettled(batch);
    batch = [];
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    signal?.throwIfAborted();
  };
  try {
    for (const item of items) {
      batch.push(work(item));
      if (batch.length === AT_A_TIME) await settle();
    }
  } finally {
    await Promise.allSettled(batch);
  }
  await settle();
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync(); // else a full disk may show only after the rename
  } finally {
    await handle.close();
  }
}

async function copyPicture(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const handle = await open(to, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function linkPicture(from: string, to: string): Promise<void> {
  const real = await realpath(from);
  await link(real, to).catch(() => symlink(real, to)); // another disk, or one without hard links
}

function countLost(images: readonly AnnotatedImage[], format: WritableFormat): Map<OptionalField, number> {
  const kept = FORMAT_FIELDS[format];
  const lost = new Map<OptionalField, number>();
  const count = (field: OptionalField, isThere: boolean) => {
    if (isThere && !kept.includes(field)) lost.set(field, (lost.get(field) ?? 0) + 1);
  };
  for (const { annotations, isVerified, license } of images) {
    count('isVerified', isVerified !== undefined);
    count('license', license !== undefined);
    for (const { difficult = false, score } of annotations) {
      count('difficult', difficult);
      count('score', score !== undefined);
    }
  }
  return lost;
}
