import { XMLBuilder } from 'fast-xml-parser';
import * as z from 'zod';
import { type AnnotatedImage, assertArgument } from '@maskpred/core';
import { annotationError } from './annotation-error.js';
import { assertWritable } from './assert-writable.js';
import type { BoxDraft, PictureDraft } from './draft.js';
import { settlePicture } from './settle-picture.js';
import { readVocXml, type XmlFile } from './voc-xml.js';

export interface VocOptions {
  /**
   * What the file's numbers count. 0: raw pixels, `x = xmin`, `width = xmax - xmin`, as labelImg and most exports write
   * them. 1: the 1-based inclusive original of Pascal VOC, `x = xmin - 1`, `width = xmax - xmin + 1`.
   * @default 0
   */
  readonly pixelOrigin?: 0 | 1;
}

export interface ParseVocOptions extends VocOptions {
  /** Path of the file, for messages, and for the picture's name when the file does not say it. */
  readonly file?: string;
}

export interface DraftVocOptions extends ParseVocOptions {
  /** Whether text around the root element is cut off instead of refused. @default false */
  readonly cutStrayText?: boolean;
}

// Numbers as XML writers print them: no hexadecimal, no NaN, no Infinity.
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const number = z.string().trim().regex(NUMBER, 'expected a number').transform(Number).refine(Number.isFinite);
// An element without children is read as ''.
const emptyAsAbsent = (value: unknown) => (value === '' ? undefined : value);
const side = z.preprocess(
  emptyAsAbsent,
  number
    .refine((value) => value === 0 || (Number.isInteger(value) && value > 0), 'expected a whole number')
    .optional(),
);

const vocObject = z.object({
  name: z.string().trim().min(1, 'expected a label'),
  difficult: z.enum(['0', '1', '']).optional(),
  score: number.optional(),
  bndbox: z.object({ xmin: number, ymin: number, xmax: number, ymax: number }),
});
const vocFile = z.object({
  '@verified': z.string().optional(),
  filename: z.preprocess(emptyAsAbsent, z.string().trim().optional()),
  size: z.preprocess(emptyAsAbsent, z.object({ width: side, height: side }).optional()),
  object: z.array(vocObject).default([]),
});
type VocFile = z.infer<typeof vocFile>;

/**
 * The picture and its labelled boxes that a Pascal VOC annotation describes. A file without `<object>` is a picture
 * without faces. Boxes may reach over the picture's edge; nothing is repaired or clipped. `verified="yes"` is
 * `isVerified`; a `<score>` in an `<object>` is the score of a detector's proposal.
 *
 * @param xml - the text of the file, at most 16 MiB; a byte-order mark and Windows line ends are fine.
 * @throws {MaskpredError} INVALID_ARGUMENT for another `pixelOrigin`; ANNOTATION_PARSE_FAILED with file and, where
 * known, line: no XML, a DOCTYPE, no `<size>`, a label missing, a number that is none, a box that is empty, inverted or
 * wholly outside its picture.
 * @example
 * const scene = parseVoc(`<annotation><filename>a.jpg</filename><size><width>64</width><height>48</height></size>
 *   <object><name>mask</name><bndbox><xmin>8</xmin><ymin>6</ymin><xmax>28</xmax><ymax>30</ymax></bndbox></object>
 * </annotation>`);
 * console.log(scene.annotations); // [ { box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' } ]
 */
export function parseVoc(xml: string, options: ParseVocOptions = {}): AnnotatedImage {
  return settlePicture(draftVoc(xml, options));
}

/**
 * What a VOC file says, unchecked.
 * @throws {MaskpredError} as {@link parseVoc}, but for sizes and boxes.
 */
export function draftVoc(xml: string, options: DraftVocOptions = {}): PictureDraft {
  const { pixelOrigin = 0, file, cutStrayText = false } = options;
  assertPixelOrigin(pixelOrigin);
  const where = file ?? 'the annotation';
  const source = readVocXml(xml, { file: where, cutStrayText });
  const { filename, size, object, '@verified': verified } = checkShape(source, where);
  const fileName = filename ?? file;
  if (fileName === undefined) {
    throw annotationError({ file: where }, 'expected a <filename>, got none', 'Add it, or name the file.');
  }
  return {
    file: where,
    fileName,
    ...(filename === undefined ? { isNameGuessed: true } : {}),
    ...(size?.width === undefined ? {} : { width: size.width }),
    ...(size?.height === undefined ? {} : { height: size.height }),
    hasSizeFields: true,
    ...(verified === undefined ? {} : { isVerified: verified === 'yes' }),
    boxes: object.map((entry) => toBoxDraft(entry, pixelOrigin)),
    findings: source.findings,
    lineOf: (part) => {
      if (typeof part === 'number') return source.lineOfObject(part);
      return source.lineOfElement(part === 'name' ? 'filename' : 'size');
    },
  };
}

/**
 * The Pascal VOC text of a picture, which labelImg, CVAT and {@link parseVoc} read. Reading it back with the same
 * `pixelOrigin` gives the same boxes: exactly for whole pixels, to rounding for broken ones; `difficult: false` comes
 * back as absent. `isVerified` becomes the attribute `verified`, `score` an element of that name, which others ignore.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for another `pixelOrigin`, a picture without size, a box without finite
 * numbers or positive size, and for names that XML cannot carry (empty, control characters, spaces at an end).
 * @example
 * const xml = formatVoc({ id: 'a', fileName: 'a.jpg', width: 64, height: 48, annotations: [] });
 * console.log(parseVoc(xml).fileName); // a.jpg
 */
export function formatVoc(image: AnnotatedImage, options: VocOptions = {}): string {
  const { pixelOrigin = 0 } = options;
  assertPixelOrigin(pixelOrigin);
  assertWritable(image);
  const object = image.annotations.map(({ box, label, difficult = false, score }) => ({
    name: label,
    pose: 'Unspecified',
    truncated: 0,
    difficult: difficult ? 1 : 0,
    ...(score === undefined ? {} : { score }),
    bndbox: {
      xmin: box.x + pixelOrigin,
      ymin: box.y + pixelOrigin,
      xmax: box.x + box.width,
      ymax: box.y + box.height,
    },
  }));
  const { isVerified } = image;
  const verified = isVerified === undefined ? {} : { '@verified': isVerified ? 'yes' : 'no' };
  const size = { width: image.width, height: image.height, depth: 3 };
  const builder = new XMLBuilder({
    format: true,
    indentBy: '  ',
    ignoreAttributes: false,
    attributeNamePrefix: '@',
  });
  return builder.build({
    annotation: { ...verified, filename: image.fileName, size, segmented: 0, object },
  });
}

function checkShape({ root, lineOfObject }: XmlFile, file: string): VocFile {
  const result = vocFile.safeParse(root === '' ? {} : root);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const line = path[0] === 'object' && typeof path[1] === 'number' ? lineOfObject(path[1]) : undefined;
  throw annotationError(
    { file, line },
    `<annotation>${path.map(describeStep).join('')}: ${message}`,
    'Correct the file, or export it again as Pascal VOC.',
  );
}

function toBoxDraft(
  { name, difficult, score, bndbox }: VocFile['object'][number],
  pixelOrigin: 0 | 1,
): BoxDraft {
  const [x, width] = toSpan(bndbox.xmin, bndbox.xmax, pixelOrigin);
  const [y, height] = toSpan(bndbox.ymin, bndbox.ymax, pixelOrigin);
  return {
    box: { x, y, width, height },
    label: name,
    ...(difficult === '1' ? { difficult: true } : {}),
    ...(score === undefined ? {} : { score }),
  };
}

/** Start and length; a length below 0 where the ends are swapped, so that the pixels in between are the same. */
function toSpan(min: number, max: number, pixelOrigin: 0 | 1): [start: number, length: number] {
  const start = min - pixelOrigin;
  return max < min ? [min, max - pixelOrigin - min] : [start, max - start];
}

function describeStep(step: PropertyKey): string {
  return typeof step === 'number' ? ` number ${step + 1}` : ` <${String(step)}>`;
}

function assertPixelOrigin(value: number): void {
  assertArgument(value === 0 || value === 1, `pixelOrigin is 0 or 1, got ${value}.`);
}
