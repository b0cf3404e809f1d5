import { type Box, MaskpredError } from '@maskpred/core';
import * as z from 'zod';

const boxSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const recordSchema = z.object({
  fileName: z.string().min(1),
  label: z.string().min(1),
  source: z.string().min(1),
  sourceSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  box: boxSchema,
  margin: z.number().optional(),
  score: z.number().min(0).max(1).optional(),
  synthetic: z
    .object({ kind: z.string(), seed: z.number().int() })
    .catchall(z.union([z.string(), z.number(), z.boolean()]))
    .optional(),
});

/** Where a face crop was cut from: one line of the `crops.jsonl` beside the label folders. */
export interface CropRecord {
  /** Path of the crop below the folder of `crops.jsonl`, `/` between its parts: `<label>/<name>.jpg`. */
  readonly fileName: string;
  readonly label: string;
  /** Path of the picture it was cut from, as it was given. */
  readonly source: string;
  readonly sourceSha256?: string;
  /** Pixels of the upright source picture, before the margin. */
  readonly box: Box;
  /** Share of the box's size that was added on each side. @default 0 */
  readonly margin?: number;
  /** The detector's score, when a detector found the face. */
  readonly score?: number;
  /** What was drawn on it, so that evaluation can leave it out; absent for a photograph as it was. */
  readonly synthetic?: Readonly<Record<string, string | number | boolean>> & {
    /** `face-mask`, `hand`, `scarf` or `cup`. */
    readonly kind: string;
    readonly seed: number;
  };
}

/** The name of the file of {@link CropRecord}s. */
export const CROPS_FILE = 'crops.jsonl';

/**
 * The records of a `crops.jsonl`, in order. A last line without its line break was cut short and is left out.
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when another line is no record.
 */
export function parseCropRecords(content: string, file = CROPS_FILE): CropRecord[] {
  return content
    .split('\n')
    .slice(0, -1)
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseRecord(line, `${file}:${index + 1}`)]));
}

/** The line of a `crops.jsonl` for a crop, with its line break. */
export function formatCropRecord(record: CropRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function parseRecord(line: string, where: string): CropRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new MaskpredError(
      'ANNOTATION_PARSE_FAILED',
      `${where}: is not JSON. Remove the line, or make it anew.`,
      {
        cause: error,
      },
    );
  }
  const result = recordSchema.safeParse(value);
  if (result.success) return result.data as CropRecord;
  const { path, message } = result.error.issues[0];
  throw new MaskpredError(
    'ANNOTATION_PARSE_FAILED',
    `${where}: expected where a crop was cut from; ${path.map(String).join('.') || 'the line'}: ${message}. Remove the line, or make it anew.`,
  );
}
