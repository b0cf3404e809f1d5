import { type CallOptions, MaskpredError } from '@maskpred/core';
import { IMAGE_EXTENSIONS, isImageName, listFolder, listImages } from './files.js';

export interface ImageFolderSample {
  /** The root as given, joined with the way to the file. */
  readonly path: string;
  /** Name of the folder directly below the root. */
  readonly label: string;
}

/** Pictures sorted into one folder a label. */
export interface ImageFolder {
  /** Sorted by code unit, so the same on every machine. */
  readonly labels: readonly string[];
  /** By label, then by path. */
  readonly samples: readonly ImageFolderSample[];
}

const LAYOUT = 'Expected one folder a label with pictures in it: <root>/<label>/*.jpg.';

/**
 * The pictures of an ImageFolder tree (`<root>/<label>/*.jpg`), the layout of torchvision and Keras. Folders inside a
 * label's folder are walked; hidden files, other files, and files directly below the root are left out. No picture is
 * opened.
 *
 * @throws {MaskpredError} FILE_NOT_FOUND when `root` is missing, FILE_UNREADABLE when it is a file or cannot be listed,
 * EMPTY_SPLIT when there is no label folder, or one without pictures.
 * @example
 * const { labels, samples } = await readImageFolder('data/train');
 * console.log(labels, samples[0]); // [ 'mask', 'no-mask' ] { path: 'data/train/mask/a.jpg', label: 'mask' }
 */
export async function readImageFolder(root: string, options: CallOptions = {}): Promise<ImageFolder> {
  const { signal } = options;
  signal?.throwIfAborted();
  const entries = await listFolder(root, LAYOUT);
  const folders = entries.filter(({ kind }) => kind === 'folder');
  if (folders.length === 0) {
    const loose = entries.filter(({ name }) => isImageName(name)).length;
    throw new MaskpredError(
      'EMPTY_SPLIT',
      `${root}: no label folder${loose > 0 ? `, but ${loose} pictures directly in it` : ''}. ${LAYOUT}`,
    );
  }
  const samples: ImageFolderSample[] = [];
  for (const { name: label, path: folder } of folders) {
    const paths = await listImages(folder, LAYOUT, signal);
    if (paths.length === 0) {
      throw new MaskpredError(
        'EMPTY_SPLIT',
        `${folder}: no pictures for the label "${label}" (${IMAGE_EXTENSIONS.join(', ')}). Add some, or remove the folder.`,
      );
    }
    for (const path of paths) samples.push({ path, label });
  }
  return { labels: folders.map(({ name }) => name), samples };
}
