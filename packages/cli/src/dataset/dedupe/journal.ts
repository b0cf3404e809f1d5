import { open, readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import * as z from 'zod';

/** One file that was moved; paths below the two folders, `/` between their parts. */
export interface Move {
  readonly name: string;
  /** The folder that it came from, absolute. */
  readonly from: string;
}

const moveSchema = z.object({ name: z.string().min(1), from: z.string().min(1) });

/** Name of the journal in the folder that files are moved to. */
export const JOURNAL_FILE = 'moved.jsonl';

/** Notes moves before they are made, each on the disk when the call returns. */
export async function appendMoves(file: string, moves: readonly Move[]): Promise<void> {
  const handle = await open(file, 'a');
  try {
    await handle.writeFile(moves.map((move) => `${JSON.stringify(move)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The moves of a journal, in order. A last line without its line break was cut short before its move was made.
 * @throws {MaskpredError} FILE_NOT_FOUND; ANNOTATION_PARSE_FAILED with file and line.
 */
export async function readMoves(file: string): Promise<Move[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new MaskpredError(
      'FILE_NOT_FOUND',
      `${file}: cannot be read: ${messageOf(error)}. Name the folder of --move-to.`,
      { cause: error },
    );
  });
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => parseMove(line, `${file}:${index + 1}`));
}

function parseMove(line: string, where: string): Move {
  try {
    return moveSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new MaskpredError('ANNOTATION_PARSE_FAILED', `${where}: is no move. Correct the line by hand.`, {
      cause: error,
    });
  }
}
