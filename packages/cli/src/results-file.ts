import { readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import { openLineFile } from '@maskpred/core/node';
import * as z from 'zod/mini';

/** An open file of results, one line of JSON a picture. */
export interface ResultsFile {
  /** What `image` is called in the lines that were there. */
  readonly answered: ReadonlySet<string>;
  /** Adds one line, line break included. */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/** Whose results a file holds, by the field that each line of an answered picture has. */
const ANSWER_FIELDS = { predict: 'faces', classify: 'label' } as const;

export type ResultsOf = keyof typeof ANSWER_FIELDS;

const lineSchema = z.looseObject({ image: z.string(), error: z.optional(z.unknown()) });

/**
 * Opens a file of results to go on with, or starts one. A last line that was cut short is removed; lines of pictures
 * that failed do not count as answered.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT when the file holds something else, WRITE_FAILED when it cannot be written.
 */
export async function openResults(path: string, command: ResultsOf): Promise<ResultsFile> {
  const bytes = await readExisting(path);
  const { answered, wholeLength, endsInLine } = readResults(bytes.toString('utf8'), path, command);
  const lines = await openLineFile(path, wholeLength);
  if (!endsInLine) await lines.append('\n');
  return { answered, append: (line) => lines.append(line), close: () => lines.close() };
}

/** What a text of results holds. */
export interface ExistingResults {
  readonly answered: ReadonlySet<string>;
  /** Bytes (UTF-8) before a last line that was cut short. */
  readonly wholeLength: number;
  /** Whether the next line can follow at once. */
  readonly endsInLine: boolean;
}

/**
 * Reads the lines that a command writes with `--json`.
 * @throws {MaskpredError} INVALID_ARGUMENT that names the line which is none.
 */
export function readResults(text: string, path: string, command: ResultsOf): ExistingResults {
  const answered = new Set<string>();
  const lines = text.split('\n');
  const last = lines.pop()!;
  lines.forEach((line, index) => {
    const result = parseLine(line, command);
    if (result === undefined) throw notResults(path, index + 1, command);
    if (result.error === undefined) answered.add(result.image);
  });
  if (last === '') return { answered, wholeLength: Buffer.byteLength(text), endsInLine: true };
  const result = parseLine(last, command);
  if (result) {
    if (result.error === undefined) answered.add(result.image);
    return { answered, wholeLength: Buffer.byteLength(text), endsInLine: false };
  }
  // Only the beginning of a line of ours is removed, never a stranger's text.
  const start = '{"image":"';
  if (!last.startsWith(start) && !start.startsWith(last)) throw notResults(path, lines.length + 1, command);
  const wholeLength = Buffer.byteLength(text) - Buffer.byteLength(last);
  return { answered, wholeLength, endsInLine: true };
}

function parseLine(line: string, command: ResultsOf): z.infer<typeof lineSchema> | undefined {
  try {
    const { data } = lineSchema.safeParse(JSON.parse(line));
    return data && (data.error !== undefined || ANSWER_FIELDS[command] in data) ? data : undefined;
  } catch {
    return undefined;
  }
}

async function readExisting(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw new MaskpredError('FILE_UNREADABLE', `--resume ${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function notResults(path: string, line: number, command: ResultsOf): MaskpredError {
  return new MaskpredError(
    'INVALID_ARGUMENT',
    `--resume ${path}:${line}: expected a line of "maskpred ${command} --json", found something else. ` +
      'Name the file of an earlier run, or one that does not exist yet.',
  );
}
