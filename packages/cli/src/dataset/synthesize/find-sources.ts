import { readFile, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { type Box, cropRegion, translateBox } from '@maskpred/core';
import { type CropRecord, CROPS_FILE, parseCropRecords } from '@maskpred/dataset';
import type { Failure } from '../../failure.js';
import { findInputs } from '../../inputs.js';
import { readBoxes } from '../crop/read-boxes.js';
import type { FaceSource } from './face-source.js';

export interface FindSourcesOptions {
  /** The label of bare faces. */
  readonly from: string;
  /** Whether pictures without boxes are face crops as they are. */
  readonly whole: boolean;
  /** Folder whose synthetic faces are not drawn on again. */
  readonly out: string;
}

export interface Sources {
  readonly sources: readonly FaceSource[];
  readonly failures: readonly Failure[];
}

/**
 * The pictures with bare faces of a folder: of scenes the boxes of the label, of label folders the folder of the label, of
 * any other folder all pictures.
 *
 * @throws {MaskpredError} what reading the folder throws.
 */
export async function findSources(
  folder: string,
  options: FindSourcesOptions,
  signal: AbortSignal,
): Promise<Sources> {
  const { from, out } = options;
  if (await hasAnnotations(folder)) return sourcesOfScenes(folder, from, signal);
  const labelFolder = join(folder, from);
  const isSorted = await isFolder(labelFolder);
  const records = await readRecords(folder);
  const isElsewhere = resolve(out) !== resolve(folder);
  const inputs = await findInputs([isSorted ? labelFolder : folder], isElsewhere ? { exclude: out } : {});
  const failures = inputs.flatMap(({ failure }) => failure ?? []);
  const sources = inputs
    .filter(({ failure }) => !failure)
    .flatMap(({ image }): FaceSource[] => {
      const record = records.get(relative(folder, image).split(sep).join('/'));
      if (record?.synthetic) return [];
      return [record ? fromRecord(image, record) : { path: image, isCrop: options.whole }];
    });
  return { sources, failures };
}

async function sourcesOfScenes(folder: string, from: string, signal: AbortSignal): Promise<Sources> {
  const { pictures, failures } = await readBoxes(folder, {}, signal);
  const sources = pictures.flatMap(({ image, imagePath }): FaceSource[] => {
    const boxes = image.annotations.filter(({ label }) => label === from).map(({ box }) => box);
    return boxes.length > 0 ? [{ path: imagePath, boxes, isCrop: false }] : [];
  });
  return { sources, failures };
}

/** A crop knows from where it was cut, and so where in it the face is. */
function fromRecord(path: string, record: CropRecord): FaceSource {
  const { source, sourceSha256, box, margin = 0 } = record;
  return {
    path,
    isCrop: true,
    boxes: [placeInCrop(box, margin)],
    origin: { source, ...(sourceSha256 === undefined ? {} : { sourceSha256 }), box, margin },
  };
}

/** Where a box is in the crop that was cut by it: the picture's upper left edge may have cut it shorter. */
export function placeInCrop(box: Box, margin: number): Box {
  // How large the picture was does not matter: its other edges move nothing.
  const { x, y } = cropRegion(box, margin, { width: Infinity, height: Infinity });
  return translateBox(box, -x, -y);
}

async function readRecords(folder: string): Promise<ReadonlyMap<string, CropRecord>> {
  const file = join(folder, CROPS_FILE);
  const text = await readFile(file, 'utf8').catch(() => '');
  return new Map(parseCropRecords(text, file).map((record) => [record.fileName, record]));
}

/** Label folders and plain pictures have no annotations in them. */
async function hasAnnotations(path: string): Promise<boolean> {
  if (!(await isFolder(path))) return /\.(json|xml)$/i.test(basename(path));
  return (await isFolder(join(path, 'annotations'))) || (await isFolder(join(path, 'labels')));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
