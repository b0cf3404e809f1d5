import { join } from 'node:path';
import { type AnnotatedImage, type Annotation, shorterSide } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import {
  cropFaces,
  cropFileName,
  type CropRecord,
  formatCropRecord,
  PROPOSAL_DEFAULTS,
} from '@maskpred/dataset';
import { type CropFolder, hashFile } from '@maskpred/dataset/node';
import type { BoxedPicture } from './read-boxes.js';

export interface CropSettings {
  /** Folder of the crops. */
  readonly out: string;
  /** Share of a box's size that is added on each side. */
  readonly margin: number;
  /** Pixels: boxes with a shorter side below it are left out. */
  readonly minSize: number;
  /** Other names of labels. A detector's proposals that are only called a face are cut when they get one here. */
  readonly labels: ReadonlyMap<string, string>;
}

/** What became of one picture. */
export interface CroppedScene {
  readonly image: string;
  /** Paths of its crops, also of those that were there before. */
  readonly crops: readonly string[];
  /** Boxes that were left out because nobody has decided what they are. */
  readonly undecided: number;
  /** Whether something was written. */
  readonly isNew: boolean;
}

/**
 * Cuts the boxes out of one picture, unless all its crops are there already.
 * @throws {MaskpredError} INVALID_ARGUMENT for a label that cannot be a folder, and what reading and writing throw.
 */
export async function cropScene(
  { image, imagePath }: BoxedPicture,
  folder: CropFolder,
  { out, margin, minSize, labels }: CropSettings,
  signal: AbortSignal,
): Promise<CroppedScene> {
  const sha256 = await hashFile(imagePath, signal);
  const isLeftOut = (annotation: Annotation) =>
    !labels.has(annotation.label) && isUndecided(annotation, image.isVerified);
  const undecided = image.annotations.filter(isLeftOut).length;
  const planned = image.annotations.flatMap((annotation, index) => {
    if (shorterSide(annotation.box) < minSize || isLeftOut(annotation)) return [];
    const label = labels.get(annotation.label) ?? annotation.label;
    const fileName = cropFileName({ source: imagePath, sha256, index, label });
    return [{ annotation, record: recordOf(annotation, { fileName, label, imagePath, sha256, margin }) }];
  });
  const crops = planned.map(({ record }) => join(out, record.fileName));
  const isThere = planned.every(({ record }) => {
    const before = folder.records.get(record.fileName);
    return before !== undefined && formatCropRecord(before) === formatCropRecord(record);
  });
  if (isThere) return { image: imagePath, crops, undecided, isNew: false };
  const picture = await decodeImage(imagePath, { signal });
  const cut = cropFaces(
    picture,
    planned.map(({ annotation }) => annotation),
    { margin },
  );
  for (const [index, { record }] of planned.entries()) await folder.add(cut[index]!.image, record);
  return { image: imagePath, crops, undecided, isNew: true };
}

/** True for a face that a detector proposed and nobody has looked at: its score is there, and its label says nothing. */
function isUndecided({ label, score }: Annotation, isVerified: AnnotatedImage['isVerified']): boolean {
  return label === PROPOSAL_DEFAULTS.label && score !== undefined && isVerified !== true;
}

function recordOf(
  { box, score }: Annotation,
  parts: {
    readonly fileName: string;
    readonly label: string;
    readonly imagePath: string;
    readonly sha256: string;
    readonly margin: number;
  },
): CropRecord {
  const { fileName, label, imagePath, sha256, margin } = parts;
  const { x, y, width, height } = box;
  return {
    fileName,
    label,
    source: imagePath,
    sourceSha256: sha256,
    box: { x, y, width, height },
    margin,
    ...(score === undefined ? {} : { score }),
  };
}
