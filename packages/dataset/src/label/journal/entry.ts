import { MaskpredError } from '@maskpred/core';
import * as z from 'zod/mini';
import { staysBelow } from '../images/safe-file.js';
import {
  changeSchema,
  DECISION_KINDS,
  idSchema,
  labelBoxSchema,
  labelSchema,
} from '../state/picture-state.js';

/** Name of the journal, in the folder `.maskpred` of what is labelled. */
export const JOURNAL_FILE = 'labels.jsonl';

/** Raised when older versions could no longer read what is written. */
export const JOURNAL_VERSION = 1;

const headerSchema = z.object({
  t: z.literal('header'),
  format: z.literal('maskpred-labels'),
  version: z.literal(JOURNAL_VERSION),
  /** Of this journal. */
  id: idSchema,
});
export type JournalHeader = z.infer<typeof headerSchema>;

const event = {
  /** Counts the decisions and what else changes pictures, from 1. */
  seq: z.int().check(z.gte(1)),
  /** ISO 8601, UTC. */
  time: z.string(),
  id: idSchema,
};
const pictureChange = z.object({ picture: idSchema, change: changeSchema });
const hash = z.nullable(z.string());
/** Files are moved and written by these, so a journal that came with a stranger's pictures names nothing beside them. */
const pathBelow = z.string().check(z.refine(staysBelow, 'expected a path below the folder'));

const baseSchema = z.object({
  t: z.literal('base'),
  picture: idSchema,
  /** Path below the folder. */
  name: pathBelow,
  width: z.int(),
  height: z.int(),
  state: z.object({
    boxes: z.array(labelBoxSchema),
    label: z.nullable(labelSchema),
    verified: z.nullable(z.boolean()),
  }),
  /** Its annotation file as it was found; null where there was none. */
  file: z.nullable(pathBelow),
  hash,
});
const decideSchema = z.object({
  t: z.literal('decide'),
  ...event,
  picture: idSchema,
  kind: z.enum(DECISION_KINDS),
  change: changeSchema,
  group: z.optional(idSchema),
});
const machineSchema = z.object({
  /** `propose`: the detector looked; `external`: the annotation file was changed by somebody else. */
  t: z.enum(['propose', 'external']),
  ...event,
  picture: idSchema,
  change: changeSchema,
});
const historySchema = z.object({
  t: z.enum(['undo', 'redo']),
  ...event,
  /** The command or group that is taken back or done again. */
  of: idSchema,
  changes: z.array(pictureChange),
});
const fileSchema = z.object({
  t: z.literal('file'),
  /** Path below the folder. */
  file: pathBelow,
  /** What the file has or is about to have; null: it is removed. */
  hash,
  /** What it had until then, when it is about to be written. */
  was: z.optional(hash),
  /** Everything up to this is in it. */
  seq: z.int(),
});
/** What is written from here on; the first is what the folder is read as when it is opened again. */
const formatsSchema = z.object({ t: z.literal('formats'), formats: z.array(z.string()) });
const moveSchema = z.object({ t: z.literal('move'), picture: idSchema, from: pathBelow, to: pathBelow });

const entrySchema = z.discriminatedUnion('t', [
  baseSchema,
  decideSchema,
  machineSchema,
  historySchema,
  fileSchema,
  formatsSchema,
  moveSchema,
]);

/** A line of the journal after the first. */
export type JournalEntry = z.infer<typeof entrySchema>;
export type FileEntry = z.infer<typeof fileSchema>;
export type BaseEntry = z.infer<typeof baseSchema>;
export type HistoryEntry = z.infer<typeof historySchema>;

/** @throws {MaskpredError} ANNOTATION_PARSE_FAILED. */
export function parseHeader(line: string, file: string): JournalHeader {
  return check(headerSchema, line, `${file}:1`);
}

/** @throws {MaskpredError} ANNOTATION_PARSE_FAILED. */
export function parseEntry(line: string, file: string, lineNumber: number): JournalEntry {
  return check(entrySchema, line, `${file}:${lineNumber}`);
}

export function formatEntry(entry: JournalHeader | JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function check<T extends z.core.$ZodType>(schema: T, line: string, where: string): z.infer<T> {
  try {
    return z.parse(schema, JSON.parse(line));
  } catch (error) {
    throw new MaskpredError(
      'ANNOTATION_PARSE_FAILED',
      `${where}: not a line of maskpred's journal of labels (version ${JOURNAL_VERSION}), or of a newer version. ` +
        'Update maskpred, or move the file away: the annotation files keep what was written.',
      { cause: error },
    );
  }
}
