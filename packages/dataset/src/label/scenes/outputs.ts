import { basename, dirname, posix } from 'node:path';
import type { Annotation, AnnotatedImage } from '@maskpred/core';
import { stemOf } from '../../file-name.js';
import { formatCoco } from '../../formats/coco.js';
import type { CocoNumber } from '../../formats/coco-numbers.js';
import { formatCreateMl } from '../../formats/create-ml.js';
import { FORMAT_FIELDS } from '../../formats/format.js';
import { formatVoc } from '../../formats/voc.js';
import { formatYolo } from '../../formats/yolo.js';
import type { LabelPicture } from '../project/picture.js';
import { isProposed } from '../state/decide.js';
import type { LabelBox } from '../state/picture-state.js';
import type { SceneFormat } from './find-scenes.js';

/** What only the annotation file has of a picture, and what is written back as it was. */
export type Extras = Pick<AnnotatedImage, 'license'> & CocoNumber;

/** A picture with what is written of it. */
export interface WrittenPicture {
  readonly picture: LabelPicture;
  readonly extras: Extras;
}

/** The prefix of ids of boxes that this project's detector proposed. */
export const PROPOSAL_PREFIX = 'p';
/** The prefix of ids of boxes that have a number in a COCO file, which follows it. */
export const COCO_PREFIX = 'c';

/** Whether a format keeps each picture in a file of its own. */
export function isFilePerPicture(format: SceneFormat): boolean {
  return format === 'voc' || format === 'yolo';
}

/** The text of the file of a picture. @throws {MaskpredError} INVALID_ARGUMENT for what no format can carry. */
export function formatPicture(
  written: WrittenPicture,
  format: 'voc' | 'yolo',
  classes: readonly string[],
): string {
  const image = toImage(written, format);
  return format === 'voc' ? formatVoc(image) : formatYolo(image, classes);
}

/**
 * The text of the file of all pictures.
 * @param kept - entries that are written as they were.
 * @throws {MaskpredError} as {@link formatPicture}.
 */
export function formatSet(
  written: readonly WrittenPicture[],
  kept: readonly AnnotatedImage[],
  format: 'coco' | 'createml',
  classes: readonly string[],
): string {
  const dataset = { labels: classes, images: [...written.map((one) => toImage(one, format)), ...kept] };
  return format === 'coco' ? formatCoco(dataset) : formatCreateMl(dataset);
}

/** Whether there is anything to write about a picture: what a detector proposed alone is nothing. */
export function hasContent({ state }: LabelPicture): boolean {
  return state.verified === true || state.boxes.some((box) => !isProposed(box) || !isOwnProposal(box));
}

/** Labels that are written of a picture in a format. */
export function writtenLabels({ state }: LabelPicture, format: SceneFormat): string[] {
  return state.boxes.filter((box) => isWritten(box, format)).map(({ label }) => label);
}

function toImage({ picture, extras }: WrittenPicture, format: SceneFormat): AnnotatedImage & CocoNumber {
  const { name, width, height, state } = picture;
  return {
    ...extras,
    id: stemOf(name),
    fileName: basename(name),
    width,
    height,
    annotations: state.boxes.filter((box) => isWritten(box, format)).map(toAnnotation),
    ...(state.verified === null ? {} : { isVerified: state.verified }),
  };
}

/** A proposal is written where it stays one: in a format that has no scores it would look like a face that a person saw. */
export function isWritten(box: LabelBox, format: SceneFormat): boolean {
  if (!isProposed(box)) return true;
  return format === 'voc' || (FORMAT_FIELDS[format].includes('score') && !isOwnProposal(box));
}

function isOwnProposal({ id }: LabelBox): boolean {
  return id.startsWith(PROPOSAL_PREFIX);
}

function toAnnotation({ id, box, label, difficult, score }: LabelBox): Annotation & CocoNumber {
  const number = id.startsWith(COCO_PREFIX) ? Number(id.slice(COCO_PREFIX.length)) : Number.NaN;
  return {
    box,
    label,
    ...(difficult ? { difficult } : {}),
    ...(score === undefined ? {} : { score }),
    ...(Number.isInteger(number) ? { cocoId: number } : {}),
  };
}

/** Files of formats that keep all pictures in one. */
const SET_FILE = 'annotations.json';

/** Where annotation files of pictures go that have none: paths below the folder, by name and format. */
export interface FilePlan {
  /** Undefined for a picture of the name of another one: annotations name their picture without its folder. */
  fileOf(name: string, format: SceneFormat): string | undefined;
}

/**
 * `annotations/<stem>.xml` as `maskpred faces` has it, `labels/<…>.txt` for pictures in `images/<…>` and beside the picture
 * otherwise, `annotations.json`. Of pictures that differ only in their ending, those after the first keep it.
 * @param taken - files that are there, by the picture that they are of.
 */
export function planFiles(names: readonly string[], taken: ReadonlyMap<string, string>): FilePlan {
  const voc = new Map<string, string | undefined>();
  const key = (path: string) => path.normalize('NFC').toLowerCase(); // some file systems do not tell these apart
  const takenFiles = new Set([...taken.values()].map(key));
  const takenNames = new Set<string>();
  for (const name of names) {
    const isTaken = takenNames.has(key(basename(name)));
    takenNames.add(key(basename(name)));
    const short = `annotations/${stemOf(name)}.xml`;
    const path = takenFiles.has(key(short)) ? `annotations/${basename(name)}.xml` : short;
    if (!isTaken && !taken.has(name)) takenFiles.add(key(path));
    voc.set(name, isTaken ? undefined : path);
  }
  return {
    fileOf(name, format) {
      if (format === 'voc') return voc.get(name);
      return format === 'yolo' ? yoloFileOf(name) : SET_FILE;
    },
  };
}

function yoloFileOf(name: string): string {
  const parts = dirname(name).split('/');
  const images = parts.map((part) => part.toLowerCase()).lastIndexOf('images');
  const folder = images < 0 ? parts : parts.with(images, 'labels');
  return posix.join(...folder, `${stemOf(name)}.txt`);
}
