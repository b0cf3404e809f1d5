import { readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import * as z from 'zod/mini';

const failedSchema = z.object({
  image: z.string(),
  error: z.object({ message: z.string() }),
});

/** What a file of JSON lines says, line by line. */
export interface ReadLines<T> {
  readonly lines: readonly T[];
  /** Pictures that could not be looked at. */
  readonly failed: readonly { readonly image: string; readonly message: string }[];
  readonly text: string;
}

/**
 * Reads a file of one line of JSON a picture.
 * @param read - what a parsed line says; undefined when it is none that is wanted.
 * @param expected - what the lines should be, for messages.
 * @param advice - a sentence on what to do instead.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE; INVALID_ARGUMENT that names the first line which is something else.
 */
export async function readLinesFile<T>(
  path: string,
  read: (value: unknown) => T | undefined,
  expected: string,
  advice = 'Name another file.',
): Promise<ReadLines<T>> {
  const text = await readText(path);
  const lines: T[] = [];
  const failed: { image: string; message: string }[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const value = parse(line);
    const result = value === undefined ? undefined : read(value);
    if (result !== undefined) {
      lines.push(result);
      return;
    }
    const failure = failedSchema.safeParse(value);
    if (!failure.success) {
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `${path}:${index + 1}: expected ${expected}; found something else. ${advice}`,
      );
    }
    failed.push({ image: failure.data.image, message: failure.data.error.message });
  });
  return { lines, failed, text };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE';
    throw new MaskpredError(code, `${path}: cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}
