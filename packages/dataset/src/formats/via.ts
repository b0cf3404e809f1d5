import type { Box, Dataset } from '@maskpred/core';
import * as z from 'zod';
import { type BoxDraft, boxAround, type DraftSet, type Finding, type PictureDraft } from './draft.js';
import { checkShape, type JsonFile, misshapen, readJson } from './json-file.js';
import { MAX_SET_FILE_BYTES } from './limits.js';
import { type ParseSetOptions, settleSet } from './settle-set.js';

export interface ParseViaOptions extends ParseSetOptions {
  /** The region attribute that is the label. @default the only one there is, else `label`, `class`, `name`, `type` or `category` */
  readonly labelAttribute?: string;
}

/** Attributes that are taken for the label when there are several. */
const LABEL_ATTRIBUTES = ['label', 'class', 'name', 'type', 'category'];

const regionSchema = z.object({
  shape_attributes: z.object({ name: z.string() }).loose(),
  region_attributes: z.record(z.string(), z.unknown()).default({}),
});
type Region = z.infer<typeof regionSchema>;
const pictureSchema = z.object({
  filename: z.string(),
  // version 1 wrote an object of numbered regions
  regions: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).default([]),
});
const numbers = z.record(z.string(), z.unknown());

/**
 * The data set of a file of the VGG Image Annotator 2.x: a project, or its annotations exported as JSON. Rectangles are
 * boxes, of circles, ellipses and polygons it is the box around them; points and lines are left out. The format says no
 * sizes of pictures, so `sizes` has to. Labels are those met, sorted, unless they are given.
 *
 * @param json - the text of the file, at most 500 MiB.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when something is missing or of another kind, a
 * region has no label, a picture's size is not given, or a box is empty or outside its picture; UNKNOWN_LABEL for one that
 * is not in `labels`.
 */
export function parseVia(json: string, options: ParseViaOptions): Dataset {
  const { file = 'the VIA file', labelAttribute } = options;
  return settleSet(draftVia(json, file, labelAttribute), file, options);
}

/** What a VIA file says, unchecked. */
export function draftVia(json: string, file: string, labelAttribute?: string): DraftSet {
  const source = readJson(json, file, MAX_SET_FILE_BYTES);
  const whole = checkShape(z.record(z.string(), z.unknown()), source, [], 'a VIA file');
  const isProject = '_via_img_metadata' in whole;
  const prefix = isProject ? ['_via_img_metadata'] : [];
  const entries = isProject
    ? checkShape(numbers, source, prefix, 'a VIA project', whole['_via_img_metadata'])
    : whole;
  const findings = [...source.findings];
  const pictures = Object.entries(entries).flatMap(([key, value]) => {
    const path = [...prefix, key];
    const result = pictureSchema.safeParse(value);
    if (result.success) return [toDraft(result.data, path, source, labelAttribute)];
    findings.push(misshapen(result.error, source, path));
    return [];
  });
  return { pictures, findings };
}

function toDraft(
  { filename, regions }: z.infer<typeof pictureSchema>,
  path: readonly string[],
  source: JsonFile,
  labelAttribute: string | undefined,
): PictureDraft {
  const boxes: BoxDraft[] = [];
  const findings: Finding[] = [];
  const keys: string[] = [];
  for (const [key, value] of Object.entries(regions)) {
    const place = [...path, 'regions', key];
    const result = regionSchema.safeParse(value);
    if (!result.success) {
      findings.push(misshapen(result.error, source, place));
      continue;
    }
    const box = boxOf(result.data.shape_attributes);
    if (!box) {
      const problem = `a ${String(result.data.shape_attributes.name)}, which has no box`;
      findings.push({ kind: 'not-a-box', problem, outcome: 'left out', line: source.lineOf(place) });
      continue;
    }
    keys.push(key);
    boxes.push({ box, label: labelOf(result.data, labelAttribute) });
  }
  return {
    file: source.file,
    fileName: filename,
    hasSizeFields: false,
    boxes,
    findings,
    lineOf: (part) => source.lineOf(typeof part === 'number' ? [...path, 'regions', keys[part]!] : path),
  };
}

/** The box around a shape; undefined for points, lines and shapes whose numbers are not there. */
function boxOf(shape: Region['shape_attributes']): Box | undefined {
  const number = (key: string) => (typeof shape[key] === 'number' ? shape[key] : Number.NaN);
  const around = (rx: number, ry: number): Box => ({
    x: number('cx') - rx,
    y: number('cy') - ry,
    width: 2 * rx,
    height: 2 * ry,
  });
  switch (shape.name) {
    case 'rect':
      return { x: number('x'), y: number('y'), width: number('width'), height: number('height') };
    case 'circle':
      return around(number('r'), number('r'));
    case 'ellipse':
      return around(number('rx'), number('ry'));
    case 'polygon': {
      const list = z.array(z.number());
      const xs = list.safeParse(shape['all_points_x']).data ?? [];
      const ys = list.safeParse(shape['all_points_y']).data ?? [];
      return boxAround(xs.map((x, i) => [x, ys[i] ?? Number.NaN]));
    }
    default:
      return undefined;
  }
}

/** The label of a region, '' when it has none. Checkboxes are {choice: true}. */
function labelOf({ region_attributes: attributes }: Region, labelAttribute: string | undefined): string {
  const keys = Object.keys(attributes);
  const key =
    labelAttribute ?? (keys.length === 1 ? keys[0]! : LABEL_ATTRIBUTES.find((name) => name in attributes));
  const value = key === undefined ? undefined : attributes[key];
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const chosen = Object.entries(value).filter(([, isChosen]) => isChosen === true);
  return chosen.length === 1 ? chosen[0]![0] : '';
}
