import { readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import { openLineFile } from '@maskpred/core/node';
import * as z from 'zod/mini';

/** What a picture was looked at with: with other settings it is looked at again. */
export type LookSettings = Readonly<Record<string, string | number | boolean | null>>;

/** A picture that was looked at. */
export interface SeenPicture {
  /** Its path, for people: the hash is what counts. */
  readonly image: string;
  readonly sha256: string;
  readonly settings: LookSettings;
  /** How many faces were found. */
  readonly faces: number;
}

/** A file that says which pictures were looked at, one line of JSON each. */
export interface SeenFile {
  has(sha256: string, settings: LookSettings): boolean;
  add(picture: SeenPicture): Promise<void>;
  close(): Promise<void>;
}

const lineSchema = z.looseObject({
  sha256: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/**
 * Opens such a file or starts one; a last line that was cut short is removed.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED when it holds something else; FILE_UNREADABLE; WRITE_FAILED.
 */
export async function openSeenFile(path: string): Promise<SeenFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  const lines = text.split('\n').slice(0, -1);
  const seen = new Set(lines.map((line, index) => parseLine(line, `${path}:${index + 1}`)));
  const wholeLength = Buffer.byteLength(lines.map((line) => `${line}\n`).join(''));
  const file = await openLineFile(path, wholeLength);
  return {
    has: (sha256, settings) => seen.has(keyOf(sha256, settings)),
    async add(picture) {
      await file.append(`${JSON.stringify(picture)}\n`);
      seen.add(keyOf(picture.sha256, picture.settings));
    },
    close: () => file.close(),
  };
}

function parseLine(line: string, where: string): string {
  try {
    const { sha256, settings } = lineSchema.parse(JSON.parse(line));
    return keyOf(sha256, settings);
  } catch (error) {
    throw new MaskpredError(
      'ANNOTATION_PARSE_FAILED',
      `${where}: expected a picture that "maskpred faces" has looked at. Remove the line: its picture is looked at again.`,
      { cause: error },
    );
  }
}

function keyOf(sha256: string, settings: LookSettings): string {
  const names = Object.keys(settings).sort();
  return JSON.stringify([sha256, ...names.map((name) => [name, settings[name]])]);
}
