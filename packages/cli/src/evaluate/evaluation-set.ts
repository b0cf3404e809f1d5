import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { type Annotation, MaskpredError } from '@maskpred/core';
import type { DatasetFormat } from '@maskpred/dataset';
import { readDataset, readImageFolder, type ReadDatasetResult } from '@maskpred/dataset/node';
import { type Failure, failureOf } from '../failure.js';
import { countOf } from '../numbers.js';
import { describeCrops } from './crop-origins.js';
import type { PartChoice } from './part-choices.js';
import { readParts } from './parts.js';

export interface ReadSetOptions {
  readonly part?: PartChoice;
  readonly format?: DatasetFormat;
  /** What the numbers of VOC files count. */
  readonly pixelOrigin: 0 | 1;
  /** Whether what is dirty in annotations is repaired. */
  readonly fix?: true;
  /** Whether scenes are left out whose annotations say that nobody has verified them. */
  readonly verified?: true;
  /** Whether crops count on which something was drawn. */
  readonly synthetic?: true;
}

/** A picture of the set. */
export interface SetPicture {
  /** Path below the folder, `/` between its parts. */
  readonly image: string;
  /** Path as found. */
  readonly path: string;
}

/** A face crop whose label is known. */
export interface LabelledCrop extends SetPicture {
  readonly truth: string;
  /** Shorter side, pixels; absent when the picture cannot be read. */
  readonly size?: number;
  readonly source?: string;
}

/** A picture whose faces are known. */
export interface AnnotatedScene extends SetPicture {
  readonly annotations: readonly Annotation[];
}

/** A picture or an annotation that cannot be used. */
export interface SetFailure extends Failure {
  /** Path as found, or what the picture is called. */
  readonly image: string;
}

interface SetFacts {
  /** The folder that `image` is below. */
  readonly root: string;
  /** What cannot be used of it. */
  readonly failures: readonly SetFailure[];
  /** What a person should know of the choice, a sentence each. */
  readonly notes: readonly string[];
}

/** What to evaluate on. */
export type EvaluationSet =
  | (SetFacts & { readonly kind: 'classification'; readonly pictures: readonly LabelledCrop[] })
  | (SetFacts & { readonly kind: 'scenes'; readonly pictures: readonly AnnotatedScene[] });

/**
 * The pictures to evaluate on: an ImageFolder of face crops, or scenes with boxes in any format.
 * @throws {MaskpredError} what reading the data set and its split throws; EMPTY_SPLIT when no picture is left.
 */
export async function readEvaluationSet(
  path: string,
  options: ReadSetOptions,
  signal: AbortSignal,
): Promise<EvaluationSet> {
  const { format, pixelOrigin, fix } = options;
  const dataset = await readDataset(path, {
    pixelOrigin,
    signal,
    ...(format === undefined ? {} : { format }),
    ...(fix ? { fix } : {}),
  });
  const root = await rootOf(path);
  return dataset.format === 'imagefolder'
    ? keepPart(path, await readCrops(root, dataset, options, signal), options.part)
    : keepPart(path, readScenes(path, root, dataset, options), options.part);
}

async function keepPart<P extends SetPicture, S extends SetFacts & { readonly pictures: readonly P[] }>(
  path: string,
  set: S,
  part: PartChoice | undefined,
): Promise<S> {
  const { kept, note } = await readParts(set.root, set.pictures, part);
  const notes = note === undefined ? set.notes : [note, ...set.notes];
  if (kept.length === 0) {
    throw new MaskpredError(
      'EMPTY_SPLIT',
      `${path}: no picture is left to evaluate on. ${notes.join(' ') || 'Name another folder.'}`,
    );
  }
  return { ...set, pictures: kept, notes };
}

/** Every picture is listed, also those whose header cannot be read: looking at them says why. */
async function readCrops(
  root: string,
  { dataset, imagePaths }: ReadDatasetResult,
  { synthetic }: ReadSetOptions,
  signal: AbortSignal,
): Promise<EvaluationSet & { kind: 'classification' }> {
  const sizes = new Map(
    dataset.images.map(({ id, width, height }) => [
      resolve(imagePaths.get(id) ?? ''),
      Math.min(width, height),
    ]),
  );
  const { samples } = await readImageFolder(root, { signal });
  const origins = await describeCrops(root);
  const crops = samples.map(({ path, label }) => {
    const image = idOf(root, path);
    const size = sizes.get(resolve(path));
    const { source, isSynthetic } = origins(image);
    const crop: LabelledCrop = {
      image,
      path,
      truth: label,
      ...(size === undefined ? {} : { size }),
      ...(source === undefined ? {} : { source }),
    };
    return { crop, isSynthetic };
  });
  const drawn = synthetic ? 0 : crops.filter(({ isSynthetic }) => isSynthetic).length;
  return {
    kind: 'classification',
    root,
    pictures: crops.flatMap(({ crop, isSynthetic }) => (isSynthetic && !synthetic ? [] : [crop])),
    failures: [],
    notes:
      drawn > 0
        ? [`${countOf(drawn, 'picture')} left out on which something was drawn; --synthetic takes them in.`]
        : [],
  };
}

function readScenes(
  path: string,
  root: string,
  { dataset, imagePaths, failures: unusable }: ReadDatasetResult,
  { verified }: ReadSetOptions,
): EvaluationSet & { kind: 'scenes' } {
  const failures = unusable.map(({ file, error }): SetFailure => ({ image: file, ...failureOf(error) }));
  const pictures: AnnotatedScene[] = [];
  let unverified = 0;
  for (const { id, fileName, annotations, isVerified } of dataset.images) {
    const imagePath = imagePaths.get(id);
    if (isVerified === false) unverified++;
    if (isVerified === false && verified) continue;
    if (imagePath !== undefined)
      pictures.push({ image: idOf(root, imagePath), path: imagePath, annotations });
    else {
      const message = `${path}: the picture ${fileName} is missing, or cannot be read.`;
      failures.push({ image: fileName, code: 'FILE_NOT_FOUND', message });
    }
  }
  return { kind: 'scenes', root, pictures, failures, notes: unverifiedNotes(unverified, verified) };
}

function unverifiedNotes(unverified: number, isLeftOut: true | undefined): string[] {
  if (unverified === 0) return [];
  return isLeftOut
    ? [`${countOf(unverified, 'scene')} left out whose annotations nobody has verified.`]
    : [
        `${countOf(unverified, 'scene')} with annotations that nobody has verified: what a detector proposed proves nothing of one. --verified leaves them out.`,
      ];
}

/** As `readDataset` has it: an annotation file's folder, or the parent of one called annotations. */
async function rootOf(path: string): Promise<string> {
  if ((await stat(path)).isDirectory()) return path;
  const folder = dirname(path);
  return basename(folder).toLowerCase() === 'annotations' ? dirname(folder) : folder;
}

function idOf(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
