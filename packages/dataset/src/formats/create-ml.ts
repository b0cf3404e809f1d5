import type { Dataset } from '@maskpred/core';
import * as z from 'zod';
import { assertWritable } from './assert-writable.js';
import type { DraftSet, Finding, PictureDraft } from './draft.js';
import { checkShape, type JsonFile, misshapen, readJson } from './json-file.js';
import { createClassIds } from './labels.js';
import { MAX_SET_FILE_BYTES } from './limits.js';
import { type ParseSetOptions, settleSet } from './settle-set.js';

// Apple's documents have had `imagefilename` and `annotation` too.
const entrySchema = z.object({
  image: z.string().optional(),
  imagefilename: z.string().optional(),
  annotations: z.array(z.unknown()).optional(),
  annotation: z.array(z.unknown()).optional(),
});
const annotationSchema = z.object({
  label: z.string(),
  coordinates: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
});

/**
 * The data set of a CreateML object detection file: a list of pictures with boxes by centre and size, in pixels. The
 * format says no sizes of pictures, so `sizes` has to. Labels are those met, sorted, unless they are given.
 *
 * @param json - the text of the file, at most 500 MiB.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when something is missing or of another kind, a
 * picture's size is not given, or a box is empty, inside out or outside its picture; UNKNOWN_LABEL for one that is not in
 * `labels`.
 * @example
 * const dataset = parseCreateMl(
 *   `[{"image": "a.jpg", "annotations": [{"label": "mask", "coordinates": {"x": 18, "y": 18, "width": 20, "height": 24}}]}]`,
 *   { sizes: new Map([['a.jpg', { width: 64, height: 48 }]]) },
 * );
 * console.log(dataset.images[0].annotations); // [ { box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' } ]
 */
export function parseCreateMl(json: string, options: ParseSetOptions): Dataset {
  const { file = 'the CreateML file' } = options;
  return settleSet(draftCreateMl(json, file), file, options);
}

/** What a CreateML file says, unchecked. */
export function draftCreateMl(json: string, file: string): DraftSet {
  const source = readJson(json, file, MAX_SET_FILE_BYTES);
  const entries = checkShape(z.array(z.unknown()), source, [], 'a CreateML file');
  const findings = [...source.findings];
  const pictures = entries.flatMap((value, index) => {
    const result = entrySchema.safeParse(value);
    const { image, imagefilename = image } = result.data ?? {};
    if (result.success && imagefilename !== undefined) {
      return [toDraft(image ?? imagefilename, result.data, source, index)];
    }
    findings.push(
      result.success
        ? {
            problem: `${index}: expected "image", the name of a picture, got none`,
            line: source.lineOf([index]),
          }
        : misshapen(result.error, source, [index]),
    );
    return [];
  });
  return { pictures, findings };
}

/**
 * The text of a CreateML file, one picture a line. It has no place for sizes, `difficult`, scores, licences and class ids.
 * @throws {MaskpredError} INVALID_ARGUMENT for labels that are not in `dataset.labels` and for what no format can carry.
 */
export function formatCreateMl(dataset: Dataset): string {
  const assertLabel = createClassIds(dataset.labels);
  const lines = dataset.images.map((image) => {
    assertWritable(image);
    const annotations = image.annotations.map(({ label, box }) => {
      assertLabel(label);
      const { x, y, width, height } = box;
      return { label, coordinates: { x: x + width / 2, y: y + height / 2, width, height } };
    });
    return JSON.stringify({ image: image.fileName, annotations });
  });
  return lines.length > 0 ? `[\n${lines.join(',\n')}\n]\n` : '[]\n';
}

function toDraft(
  fileName: string,
  entry: z.infer<typeof entrySchema>,
  source: JsonFile,
  index: number,
): PictureDraft {
  const key = entry.annotations ? 'annotations' : 'annotation';
  const findings: Finding[] = [];
  const places: number[] = [];
  const boxes = (entry[key] ?? []).flatMap((value, place) => {
    const result = annotationSchema.safeParse(value);
    if (!result.success) {
      findings.push(misshapen(result.error, source, [index, key, place]));
      return [];
    }
    places.push(place);
    const { label, coordinates } = result.data;
    const { x, y, width, height } = coordinates;
    return [{ label, box: { x: x - width / 2, y: y - height / 2, width, height } }];
  });
  return {
    file: source.file,
    fileName,
    hasSizeFields: false,
    boxes,
    findings,
    lineOf: (part) => source.lineOf(typeof part === 'number' ? [index, key, places[part]!] : [index]),
  };
}
