import { type AnnotatedImage, type Annotation, type Box } from '@maskpred/core';
import { annotationError } from './annotation-error.js';
import { assertWritable } from './assert-writable.js';
import { cleanText } from './clean-text.js';
import { type BoxDraft, boxAround, type Finding, type PictureDraft } from './draft.js';
import { createClassIds } from './labels.js';
import { formatMebibytes, MAX_PICTURE_FILE_BYTES } from './limits.js';
import { settlePicture } from './settle-picture.js';

export interface ParseYoloOptions {
  /** The labels in the order of their class ids. */
  readonly labels: readonly string[];
  /** Of the upright picture, pixels. */
  readonly width: number;
  /** Of the upright picture, pixels. */
  readonly height: number;
  /** Path of the file, for messages. */
  readonly file?: string;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Digits after the point of the shares that are written: a whole pixel of any picture comes back exactly, a broken one to 1e-6. */
const SHARE_DIGITS = 10;

/**
 * The labelled boxes of a YOLO label file: `class centre-x centre-y width height` a line, in shares of the picture's
 * sides. A sixth number is a score; seven and more are the corners of a polygon, of which it is the box around. An edge is
 * taken as a whole pixel where the digits of the line cannot tell the two apart.
 *
 * @param text - the text of the file, at most 16 MiB; empty for a picture without faces.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line for anything else in a line, or a box that is empty or
 * outside its picture; UNKNOWN_LABEL for a class id without label.
 * @example
 * const boxes = parseYolo('0 0.28125 0.375 0.3125 0.5', { labels: ['mask'], width: 64, height: 48 });
 * console.log(boxes); // [ { box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' } ]
 */
export function parseYolo(text: string, options: ParseYoloOptions): Annotation[] {
  const { labels, width, height, file = 'the label file' } = options;
  const draft = draftYolo(text, { file, fileName: 'picture', labels });
  return [...settlePicture({ ...draft, width, height }).annotations];
}

export interface DraftYoloOptions {
  readonly file: string;
  /** Name of the picture: the file does not say it. */
  readonly fileName: string;
  readonly labels: readonly string[];
}

/** What a YOLO label file says, unchecked. */
export function draftYolo(content: string, { file, fileName, labels }: DraftYoloOptions): PictureDraft {
  if (content.length > MAX_PICTURE_FILE_BYTES) {
    const limit = formatMebibytes(MAX_PICTURE_FILE_BYTES);
    throw annotationError(
      { file },
      `expected at most ${limit} of text, got ${formatMebibytes(content.length)}`,
      'Is it a YOLO label file?',
    );
  }
  const { text, findings: seen } = cleanText(content);
  const boxes: BoxDraft[] = [];
  const lines: number[] = [];
  const findings: Finding[] = [...seen];
  for (const [index, row] of text.split('\n').entries()) {
    const words = row.trim().split(/\s+/);
    const line = index + 1;
    if (words[0] === '') continue;
    const isNumber = words.map((word) => NUMBER.test(word));
    const count = isNumber.includes(false) ? isNumber.indexOf(false) : words.length;
    const numbers = words.slice(0, count);
    if (count < 5 || (count > 6 && count % 2 === 0)) {
      const got = JSON.stringify(row.trim().slice(0, 80));
      const problem = `expected "class x y width height", got ${got}`;
      findings.push(count === 0 ? { kind: 'stray-text', problem, line } : { problem, line });
      continue;
    }
    if (count < words.length) {
      const problem = `text behind the numbers, ${JSON.stringify(words.slice(count).join(' ').slice(0, 80))}`;
      findings.push({ kind: 'stray-text', problem, outcome: 'not read', line });
    }
    const label = labels[Number(numbers[0])];
    if (label === undefined) {
      const known = labels.length > 0 ? `0 to ${labels.length - 1} (${labels.join(', ')})` : 'none';
      const problem = `expected a class id of the labels, ${known}, got ${numbers[0]}`;
      findings.push({ problem, line, code: 'UNKNOWN_LABEL' });
      continue;
    }
    lines.push(line);
    boxes.push({ ...toBox(numbers.slice(1)), label });
  }
  return {
    file,
    fileName,
    hasSizeFields: false,
    boxes,
    findings,
    lineOf: (part) => (typeof part === 'number' ? lines[part] : undefined),
  };
}

/**
 * The text of a YOLO label file, one box a line, shares with 10 digits. It has no place for `difficult`, scores, sizes and
 * licences.
 *
 * @param labels - in the order of their class ids.
 * @throws {MaskpredError} INVALID_ARGUMENT for a label that is not in `labels` and for what no format can carry.
 * @example
 * const annotations = [{ box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' }];
 * const image = { id: 'a', fileName: 'a.jpg', width: 64, height: 48, annotations };
 * console.log(formatYolo(image, ['mask'])); // 0 0.2812500000 0.3750000000 0.3125000000 0.5000000000
 */
export function formatYolo(image: AnnotatedImage, labels: readonly string[]): string {
  assertWritable(image);
  const classId = createClassIds(labels);
  return image.annotations
    .map(({ box, label }) => {
      const shares = [
        (box.x + box.width / 2) / image.width,
        (box.y + box.height / 2) / image.height,
        box.width / image.width,
        box.height / image.height,
      ];
      return `${classId(label)} ${shares.map((share) => share.toFixed(SHARE_DIGITS)).join(' ')}\n`;
    })
    .join('');
}

function toBox(words: readonly string[]): Pick<BoxDraft, 'box' | 'score' | 'shareDigits'> {
  const values = words.map(Number);
  const isPolygon = words.length > 5;
  const shareDigits = Math.max(...words.slice(0, isPolygon ? undefined : 4).map(countDigits));
  if (isPolygon) {
    const corners = Array.from(
      { length: values.length >> 1 },
      (_, i) => [values[2 * i]!, values[2 * i + 1]!] as const,
    );
    return { box: boxAround(corners), shareDigits };
  }
  const [x = 0, y = 0, width = 0, height = 0, score] = values;
  const box: Box = { x: x - width / 2, y: y - height / 2, width, height };
  return { box, shareDigits, ...(score === undefined ? {} : { score }) };
}

/** Digits after the point, as an exponent shifts them. */
function countDigits(word: string): number {
  const [mantissa = '', exponent = '0'] = word.toLowerCase().split('e');
  const [, fraction = ''] = mantissa.split('.');
  return Math.max(0, fraction.length - Number(exponent));
}
