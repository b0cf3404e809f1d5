import type { License } from '@maskpred/core';
import * as z from 'zod';
import { cocoLicenseSchema, fromCocoLicense } from './coco-license.js';
import { type BoxDraft, boxAround, type DraftSet, type Finding, type PictureDraft } from './draft.js';
import { checkShape, type JsonFile, misshapen, readJson } from './json-file.js';
import { MAX_SET_FILE_BYTES } from './limits.js';

const id = z.union([z.number(), z.string()]);
const imageSchema = z.object({
  id,
  file_name: z.string(),
  width: z.number().optional(),
  height: z.number().optional(),
  license: id.nullish(),
});
const annotationSchema = z.object({
  id: id.optional(),
  image_id: id,
  category_id: id,
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  segmentation: z.unknown().optional(),
  iscrowd: z.union([z.literal(0), z.literal(1), z.boolean()]).optional(),
  score: z.number().optional(),
});
type CocoAnnotation = z.infer<typeof annotationSchema>;
const categorySchema = z.object({ id, name: z.string().min(1) });
const polygons = z.array(z.array(z.number()).min(6)).min(1);
const fileSchema = z.object({
  images: z.array(z.unknown()),
  annotations: z.array(z.unknown()).default([]),
  categories: z.array(z.unknown()).default([]),
  licenses: z.array(z.unknown()).default([]),
});

const KIND = 'a COCO detection file';
type Path = readonly PropertyKey[];

interface Draft extends PictureDraft {
  readonly boxes: BoxDraft[];
  readonly findings: Finding[];
  /** Where each box stands in the file. */
  readonly paths: Path[];
}

/** What a COCO file says, unchecked. */
export function draftCoco(json: string, file: string): DraftSet {
  const source = readJson(json, file, MAX_SET_FILE_BYTES);
  const { images, annotations, categories, licenses } = checkShape(fileSchema, source, [], KIND);
  const nameOf = new Map<string, string>();
  const sorted = categories
    .map((value, index) => checkShape(categorySchema, source, ['categories', index], KIND, value))
    .sort((a, b) => Number(a.id) - Number(b.id));
  for (const category of sorted) nameOf.set(String(category.id), category.name);
  const licenseOf = new Map<string, License | undefined>();
  for (const [index, value] of licenses.entries()) {
    const license = checkShape(cocoLicenseSchema, source, ['licenses', index], KIND, value);
    licenseOf.set(String(license.id), fromCocoLicense(license));
  }

  const findings: Finding[] = [...source.findings];
  const drafts = new Map<string, Draft>();
  for (const [index, value] of images.entries()) {
    const path = ['images', index];
    const result = imageSchema.safeParse(value);
    if (!result.success) findings.push(misshapen(result.error, source, path));
    else if (drafts.has(String(result.data.id))) {
      const problem = `the picture id ${result.data.id} comes twice`;
      findings.push({ problem, line: source.lineOf(path) });
    } else drafts.set(String(result.data.id), startDraft(result.data, path, source, licenseOf));
  }
  for (const [index, value] of annotations.entries()) {
    const path = ['annotations', index];
    const owner = drafts.get(String((value as { image_id?: unknown } | null)?.image_id));
    const result = annotationSchema.safeParse(value);
    if (!owner) {
      findings.push({
        kind: 'orphan-annotation',
        problem: 'a box of no picture in the file',
        line: source.lineOf(path),
      });
    } else if (!result.success) owner.findings.push(misshapen(result.error, source, path));
    else addBox(owner, result.data, () => source.lineOf(path), path, nameOf);
  }
  return { pictures: [...drafts.values()], findings, labels: [...new Set(nameOf.values())] };
}

function startDraft(
  { id: number, file_name, width, height, license }: z.infer<typeof imageSchema>,
  path: Path,
  { file, lineOf }: JsonFile,
  licenseOf: ReadonlyMap<string, License | undefined>,
): Draft {
  const known = licenseOf.get(String(license));
  const paths: Path[] = [];
  return {
    file,
    fileName: file_name,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    hasSizeFields: true,
    ...(known ? { license: known } : {}),
    ...(typeof number === 'number' ? { cocoId: number } : {}),
    boxes: [],
    findings: [],
    paths,
    lineOf: (part) => lineOf((typeof part === 'number' ? paths[part] : undefined) ?? path),
  };
}

function addBox(
  draft: Draft,
  annotation: CocoAnnotation,
  lineOf: () => number,
  path: Path,
  nameOf: ReadonlyMap<string, string>,
): void {
  const { iscrowd, score, id: number, category_id } = annotation;
  const label = nameOf.get(String(category_id));
  if (label === undefined) {
    const known = [...nameOf.keys()].join(', ') || 'none';
    const problem = `expected a category_id of the file (${known}), got ${category_id}`;
    draft.findings.push({ problem, line: lineOf(), code: 'UNKNOWN_LABEL' });
    return;
  }
  const box = boxOf(annotation);
  if (!box) {
    draft.findings.push({ problem: 'expected a bbox or a polygon, got neither', line: lineOf() });
    return;
  }
  draft.paths.push(path);
  draft.boxes.push({
    box,
    label,
    ...(iscrowd ? { difficult: true } : {}),
    ...(score === undefined ? {} : { score }),
    ...(typeof number === 'number' ? { cocoId: number } : {}),
  });
}

function boxOf({ bbox, segmentation }: CocoAnnotation): BoxDraft['box'] | undefined {
  if (bbox) return { x: bbox[0], y: bbox[1], width: bbox[2], height: bbox[3] };
  const result = polygons.safeParse(segmentation);
  if (!result.success) return undefined;
  return boxAround(
    result.data.flatMap((flat) =>
      Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!] as const),
    ),
  );
}
