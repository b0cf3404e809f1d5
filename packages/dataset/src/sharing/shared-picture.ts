import { type Annotation, type Box, type License, MaskpredError } from '@maskpred/core';
import * as z from 'zod';

/**
 * A picture of a data set without its pixels: where it can be fetched, how to know it again, and what was labelled on
 * it. One line of the file that `maskpred dataset manifest` writes.
 */
export interface SharedPicture {
  /**
   * Where it lies below the data set's folder, `/` between the parts. Absent for a picture that is itself no part of the
   * set: only `crops` of it are.
   */
  readonly path?: string;
  /** Where it can be fetched; absent when nobody knows. */
  readonly url?: string;
  readonly pageUrl?: string;
  readonly title?: string;
  readonly creator?: string;
  readonly creatorUrl?: string;
  readonly license: License;
  /** The credit line that the source asks for. */
  readonly attribution?: string;
  readonly restrictions?: readonly string[];
  /** Of the file in the data set. */
  readonly sha256: string;
  /** Of the bytes at `url`, where they differ from the file's. */
  readonly sourceSha256?: string;
  /** See `differenceHash`. */
  readonly dHash: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** The label of the whole picture, in an ImageFolder. */
  readonly label?: string;
  /** Labelled faces; `[]` says that somebody looked and there is none. */
  readonly annotations?: readonly Annotation[];
  /** Faces that were cut out of it. */
  readonly crops?: readonly SharedCrop[];
}

/** A face crop of the set, to be cut again from its picture. */
export interface SharedCrop {
  /** Where it lies below the data set's folder. */
  readonly path: string;
  readonly label: string;
  /** Pixels of the upright picture, before the margin. */
  readonly box: Box;
  /** Share of the box's size that is added on each side. */
  readonly margin: number;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256');
const side = z.number().int().positive();
const boxSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
const pathSchema = z.string().refine(isPathBelow, 'expected a path below the folder, such as images/a.jpg');
const sharedPictureSchema = z.object({
  path: pathSchema.optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  pageUrl: z.string().optional(),
  title: z.string().optional(),
  creator: z.string().optional(),
  creatorUrl: z.string().optional(),
  license: z.object({
    id: z.string(),
    url: z.string().optional(),
    status: z.enum(['verified', 'claimed', 'unknown']),
  }),
  attribution: z.string().optional(),
  restrictions: z.array(z.string()).optional(),
  sha256,
  sourceSha256: sha256.optional(),
  dHash: z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hexadecimal digits'),
  width: side,
  height: side,
  label: z.string().optional(),
  annotations: z
    .array(
      z.object({
        box: boxSchema,
        label: z.string(),
        difficult: z.boolean().optional(),
        score: z.number().optional(),
      }),
    )
    .optional(),
  crops: z
    .array(
      z.object({ path: pathSchema, label: z.string(), box: boxSchema, margin: z.number().min(0).max(10) }),
    )
    .optional(),
});

/**
 * The pictures of a shared data set, in order.
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when a line is none, or names a path that leads out
 * of the folder, or one that another line has.
 */
export function parseSharedPictures(content: string, file = 'dataset.jsonl'): SharedPicture[] {
  const paths = new Set<string>();
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const picture = parseLine(line, `${file}:${index + 1}`);
    for (const path of pathsOf(picture)) {
      if (paths.has(path)) throw parseError(`${file}:${index + 1}`, `the path ${path} is another line's too`);
      paths.add(path);
    }
    return [picture];
  });
}

/** The line of a shared data set for a picture, with its line break. */
export function formatSharedPicture(picture: SharedPicture): string {
  return `${JSON.stringify(picture)}\n`;
}

/** Whether a path with `/` between its parts stays below its folder on every platform. */
export function isPathBelow(path: string): boolean {
  // Backslash and colon are separators on Windows, where names may not end in a dot or a space either.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (path === '' || /[\\:\u0000-\u001f]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && !/^\.\.?$|[. ]$/.test(part));
}

function pathsOf({ path, crops = [] }: SharedPicture): string[] {
  return [...(path === undefined ? [] : [path]), ...crops.map((crop) => crop.path)];
}

function parseLine(line: string, where: string): SharedPicture {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw parseError(where, 'it is not JSON', error);
  }
  const result = sharedPictureSchema.safeParse(value);
  if (result.success) return result.data as SharedPicture;
  const { path, message } = result.error.issues[0];
  throw parseError(where, `${path.map(String).join('.') || 'the line'}: ${message}`);
}

function parseError(where: string, problem: string, cause?: unknown): MaskpredError {
  return new MaskpredError(
    'ANNOTATION_PARSE_FAILED',
    `${where}: expected one picture a line, as "maskpred dataset manifest" writes it; ${problem}. Get the file again, or remove the line.`,
    { cause },
  );
}
