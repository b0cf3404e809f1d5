import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import * as z from 'zod';
import {
  type AnnotatedImage,
  type Annotation,
  assertArgument,
  MaskpredError,
  messageOf,
} from '@maskpred/core';
import { baseName, stemOf } from './file-name.js';

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

// Numbers as XML writers print them: no hexadecimal, no NaN, no Infinity.
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const number = z.string().trim().regex(NUMBER, 'expected a number').transform(Number).refine(Number.isFinite);
const side = number.refine(
  (value) => Number.isInteger(value) && value > 0,
  'expected a whole number above 0',
);

const vocObject = z.object({
  name: z.string().trim().min(1, 'expected a label'),
  difficult: z.enum(['0', '1', '']).optional(),
  bndbox: z.object({ xmin: number, ymin: number, xmax: number, ymax: number }),
});
// An element without children is read as ''.
const emptyAsAbsent = (value: unknown) => (value === '' ? undefined : value);
const vocFile = z.object({
  filename: z.preprocess(emptyAsAbsent, z.string().trim().optional()),
  size: z.object({ width: side, height: side }),
  object: z.array(vocObject).default([]),
});
type VocObject = z.infer<typeof vocObject>;

/**
 * The picture and its labelled boxes that a Pascal VOC annotation describes. A file without `<object>` is a picture
 * without faces. Boxes may reach over the picture's edge; nothing is repaired or clipped.
 *
 * @param xml - the text of the file; a byte-order mark and Windows line ends are fine.
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
  const { pixelOrigin = 0, file } = options;
  assertPixelOrigin(pixelOrigin);
  const text = xml.replace(/^\uFEFF/, '').trimStart();
  const lineShift = countLines(xml.slice(0, xml.length - text.length));
  const source: Source = { text, lineShift, where: file ?? 'the annotation' };

  const { filename, size, object } = readVocFile(source);
  const name = filename ?? file;
  if (name === undefined) throw fail(source, undefined, 'expected a <filename>, got none');
  const annotations = object.map((entry, index): Annotation => {
    const box = toBox(entry, pixelOrigin);
    const { xmin, ymin, xmax, ymax } = entry.bndbox;
    const got = `xmin ${xmin}, ymin ${ymin}, xmax ${xmax}, ymax ${ymax}`;
    if (!(box.width > 0 && box.height > 0)) {
      throw fail(source, lineOfObject(source, index), `expected xmin < xmax and ymin < ymax, got ${got}`);
    }
    if (box.x >= size.width || box.y >= size.height || box.x + box.width <= 0 || box.y + box.height <= 0) {
      throw fail(
        source,
        lineOfObject(source, index),
        `expected a box inside the ${size.width} x ${size.height} picture, got ${got}`,
      );
    }
    return { box, label: entry.name, ...(entry.difficult === '1' ? { difficult: true } : {}) };
  });
  return { id: stemOf(name), fileName: baseName(filename ?? name), ...size, annotations };
}

/**
 * The Pascal VOC text of a picture, which labelImg, CVAT and {@link parseVoc} read. Reading it back with the same
 * `pixelOrigin` gives the same boxes: exactly for whole pixels, to rounding for broken ones; `difficult: false` comes
 * back as absent.
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
  assertName(image.fileName, 'fileName');
  assertArgument(
    [image.width, image.height].every((value) => Number.isInteger(value) && value > 0),
    `${image.fileName}: expected whole, positive sides, got ${image.width} x ${image.height}.`,
  );
  const object = image.annotations.map(({ box, label, difficult = false }) => {
    assertName(label, 'label');
    assertArgument(
      [box.x, box.y, box.width, box.height].every(Number.isFinite) && box.width > 0 && box.height > 0,
      `${image.fileName}: expected a box of finite numbers and positive size, got ${JSON.stringify(box)}.`,
    );
    return {
      name: label,
      pose: 'Unspecified',
      truncated: 0,
      difficult: difficult ? 1 : 0,
      bndbox: {
        xmin: box.x + pixelOrigin,
        ymin: box.y + pixelOrigin,
        xmax: box.x + box.width,
        ymax: box.y + box.height,
      },
    };
  });
  const size = { width: image.width, height: image.height, depth: 3 };
  const builder = new XMLBuilder({ format: true, indentBy: '  ' });
  return builder.build({ annotation: { filename: image.fileName, size, segmented: 0, object } });
}

interface Source {
  readonly text: string;
  /** Lines cut off in front of `text`. */
  readonly lineShift: number;
  /** What messages call the file. */
  readonly where: string;
}

function readVocFile(source: Source): z.infer<typeof vocFile> {
  // A DOCTYPE can define entities that grow without bound or name other files; annotations have no use for one.
  const doctype = source.text.search(/<!DOCTYPE/i);
  if (doctype >= 0) {
    throw fail(source, lineAt(source, doctype), 'expected no DOCTYPE, got one. Delete it: VOC needs none');
  }
  const verdict = XMLValidator.validate(source.text);
  if (verdict !== true) {
    throw fail(source, verdict.err.line + source.lineShift, `expected XML, got: ${verdict.err.msg}`);
  }
  const annotation = parseXml(source)['annotation'];
  if (annotation === undefined || Array.isArray(annotation)) {
    throw fail(source, undefined, 'expected one <annotation> around everything');
  }
  const result = vocFile.safeParse(annotation === '' ? {} : annotation);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const line =
    path[0] === 'object' && typeof path[1] === 'number' ? lineOfObject(source, path[1]) : undefined;
  throw fail(source, line, `<annotation>${path.map(describeStep).join('')}: ${message}`);
}

function parseXml(source: Source): Record<string, unknown> {
  const parser = new XMLParser({
    parseTagValue: false, // a label "007" stays text; numbers are checked below
    htmlEntities: true, // also decodes &#39; and the like
    isArray: (_name, path) => String(path) === 'annotation.object',
  });
  try {
    return parser.parse(source.text) as Record<string, unknown>;
  } catch (error) {
    throw fail(source, undefined, `expected XML, got: ${messageOf(error)}`, error);
  }
}

function toBox(object: VocObject, pixelOrigin: 0 | 1): Annotation['box'] {
  const { xmin, ymin, xmax, ymax } = object.bndbox;
  const x = xmin - pixelOrigin;
  const y = ymin - pixelOrigin;
  return { x, y, width: xmax - x, height: ymax - y };
}

/** Line of the index-th `<object>`, counted from 1. */
function lineOfObject(source: Source, index: number): number | undefined {
  const withoutComments = source.text.replace(/<!--[\s\S]*?-->/g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  const start = [...withoutComments.matchAll(/<object[\s>/]/g)][index]?.index;
  return start === undefined ? undefined : lineAt(source, start);
}

function lineAt(source: Source, index: number): number {
  return 1 + source.lineShift + countLines(source.text.slice(0, index));
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

function describeStep(step: PropertyKey): string {
  return typeof step === 'number' ? ` number ${step + 1}` : ` <${String(step)}>`;
}

function fail(source: Source, line: number | undefined, problem: string, cause?: unknown): MaskpredError {
  const where = line === undefined ? source.where : `${source.where}:${line}`;
  return new MaskpredError(
    'ANNOTATION_PARSE_FAILED',
    `${where}: ${problem}. Correct the file, or export it again as Pascal VOC.`,
    { cause },
  );
}

function assertPixelOrigin(value: number): void {
  assertArgument(value === 0 || value === 1, `pixelOrigin is 0 or 1, got ${value}.`);
}

function assertName(value: string, what: string): void {
  assertArgument(
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    value !== '' && value === value.trim() && !/[\u0000-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(value),
    `A ${what} in VOC is text without control characters and without spaces at its ends, got ${JSON.stringify(value)}.`,
  );
}
