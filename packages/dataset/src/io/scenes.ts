import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnnotatedImage, type CallOptions, MaskpredError, messageOf } from '@maskpred/core';
import { baseName, stemOf } from '../file-name.js';
import { parseVoc, type VocOptions } from '../formats/voc.js';
import { hasExtension, listFolder, listImages } from './files.js';

export interface ReadScenesOptions extends VocOptions, CallOptions {}

/** A picture on disk with its labelled faces. */
export interface Scene {
  readonly image: AnnotatedImage;
  /** Path of the picture. */
  readonly imagePath: string;
  /** Path of the VOC file. */
  readonly annotationPath: string;
}

const LAYOUT = 'Expected <folder>/images/*.jpg and <folder>/annotations/*.xml (Pascal VOC).';

/**
 * The scenes of a folder with `images/` and `annotations/*.xml`, sorted by the annotation's name. A picture is found by
 * the `<filename>` in its annotation, else by the annotation's own name, whatever the ending; `images/` may have folders
 * inside. Pictures without an annotation are left out: a picture without faces needs a file without `<object>`.
 * Pictures are not opened.
 *
 * @param folder - the folder that holds `images` and `annotations`.
 * @throws {MaskpredError} FILE_NOT_FOUND when a folder or a picture is missing, FILE_UNREADABLE when one cannot be read,
 * EMPTY_SPLIT when there is no annotation, ANNOTATION_PARSE_FAILED as {@link parseVoc} does.
 * @example
 * const scenes = await readScenes('scenes');
 * console.log(scenes[0]?.imagePath, scenes[0]?.image.annotations.length); // scenes/images/street.jpg 3
 */
export async function readScenes(folder: string, options: ReadScenesOptions = {}): Promise<Scene[]> {
  const { signal, pixelOrigin = 0 } = options;
  signal?.throwIfAborted();
  const annotationsFolder = join(folder, 'annotations');
  const files = (await listFolder(annotationsFolder, LAYOUT)).filter(
    ({ name, kind }) => kind === 'file' && hasExtension(name, ['xml']),
  );
  if (files.length === 0) {
    throw new MaskpredError('EMPTY_SPLIT', `${annotationsFolder}: no .xml file in it. ${LAYOUT}`);
  }
  const findPicture = indexPictures(await listImages(join(folder, 'images'), LAYOUT, signal));
  const scenes: Scene[] = [];
  for (const { path: annotationPath } of files) {
    signal?.throwIfAborted();
    const image = parseVoc(await readText(annotationPath, signal), { pixelOrigin, file: annotationPath });
    const imagePath = findPicture(image.fileName, stemOf(annotationPath));
    if (imagePath === undefined) {
      throw new MaskpredError(
        'FILE_NOT_FOUND',
        `${annotationPath}: its picture is missing: expected ${image.fileName} or ${stemOf(annotationPath)}.* in ` +
          `${join(folder, 'images')}. Add the picture, or delete the annotation.`,
      );
    }
    scenes.push({ image, imagePath, annotationPath });
  }
  return scenes;
}

/** Looks a picture up by its exact name, then by the annotation's stem, then by its name with another ending. */
function indexPictures(paths: readonly string[]): (fileName: string, stem: string) => string | undefined {
  const byName = new Map<string, string>();
  const byStem = new Map<string, string>();
  for (const path of paths) {
    // the first of equal names in nested folders wins: paths are sorted, so always the same one
    if (!byName.has(baseName(path))) byName.set(baseName(path), path);
    if (!byStem.has(stemOf(path))) byStem.set(stemOf(path), path);
  }
  return (fileName, stem) => byName.get(fileName) ?? byStem.get(stem) ?? byStem.get(stemOf(fileName));
}

async function readText(path: string, signal?: AbortSignal): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
