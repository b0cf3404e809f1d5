import type { AnnotatedImage, Box } from '@maskpred/core';
import * as z from 'zod';
import { type BoxDraft, boxAround, type Finding, type PictureDraft } from './draft.js';
import { checkShape, misshapen, readJson } from './json-file.js';
import { MAX_LABELME_BYTES } from './limits.js';
import { settlePicture } from './settle-picture.js';

export interface ParseLabelmeOptions {
  /** Path of the file, for messages, and for the picture's name when the file does not say it. */
  readonly file?: string;
}

const fileSchema = z.object({
  shapes: z.array(z.unknown()),
  imagePath: z.string().nullish(),
  imageWidth: z.number().nullish(),
  imageHeight: z.number().nullish(),
});
const shapeSchema = z.object({
  label: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])),
  shape_type: z.string().nullish(),
  // of X-AnyLabeling, which writes the same format
  difficult: z.boolean().nullish(),
  score: z.number().nullish(),
});

/**
 * The picture and its labelled boxes that a labelme file describes. Rectangles are boxes, of circles and polygons it is
 * the box around them; points and lines are left out. A picture inside the file (`imageData`) is not read.
 *
 * @param json - the text of the file, at most 128 MiB.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when something is missing or of another kind, or a
 * box is empty or outside its picture.
 * @example
 * const image = parseLabelme(`{"imagePath": "..\\\\a.jpg", "imageWidth": 64, "imageHeight": 48, "shapes": [
 *   {"label": "mask", "shape_type": "rectangle", "points": [[28, 30], [8, 6]]}]}`);
 * console.log(image.fileName, image.annotations); // a.jpg [ { box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' } ]
 */
export function parseLabelme(json: string, options: ParseLabelmeOptions = {}): AnnotatedImage {
  return settlePicture(draftLabelme(json, options.file ?? 'the labelme file'));
}

/** What a labelme file says, unchecked. */
export function draftLabelme(json: string, file: string): PictureDraft {
  const source = readJson(json, file, MAX_LABELME_BYTES);
  const { shapes, imagePath, imageWidth, imageHeight } = checkShape(fileSchema, source, [], 'a labelme file');
  const boxes: BoxDraft[] = [];
  const findings: Finding[] = [...source.findings];
  const places: number[] = [];
  for (const [index, value] of shapes.entries()) {
    const result = shapeSchema.safeParse(value);
    if (!result.success) {
      findings.push(misshapen(result.error, source, ['shapes', index]));
      continue;
    }
    const { label, points, shape_type: kind, difficult, score } = result.data;
    const box = boxOf(kind ?? 'polygon', points);
    if (!box) {
      const line = source.lineOf(['shapes', index]);
      findings.push({ kind: 'not-a-box', problem: `a ${kind}, which has no box`, outcome: 'left out', line });
      continue;
    }
    places.push(index);
    boxes.push({
      box,
      label,
      ...(difficult ? { difficult } : {}),
      ...(score === undefined || score === null ? {} : { score }),
    });
  }
  return {
    file,
    fileName: imagePath ?? file,
    ...(imagePath ? {} : { isNameGuessed: true }),
    ...(typeof imageWidth === 'number' ? { width: imageWidth } : {}),
    ...(typeof imageHeight === 'number' ? { height: imageHeight } : {}),
    hasSizeFields: true,
    boxes,
    findings,
    lineOf: (part) => {
      if (typeof part === 'number') return source.lineOf(['shapes', places[part]!]);
      return source.lineOf([part === 'name' ? 'imagePath' : 'imageWidth']);
    },
  };
}

/** The box around a shape; undefined for points and lines. */
function boxOf(kind: string, points: readonly (readonly [number, number])[]): Box | undefined {
  if (['point', 'points', 'line', 'linestrip'].includes(kind)) return undefined;
  const [centre, rim] = points;
  if (kind === 'circle' && centre && rim) {
    const radius = Math.hypot(rim[0] - centre[0], rim[1] - centre[1]);
    return { x: centre[0] - radius, y: centre[1] - radius, width: 2 * radius, height: 2 * radius };
  }
  return boxAround(points);
}
