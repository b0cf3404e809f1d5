import { readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import { openLineFile } from '@maskpred/core/node';
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

/** A journal that moves are noted in. */
export interface MoveNotes {
  /** Whether an earlier run has noted it. */
  has(move: Move): boolean;
  /** Notes a move before it is made: it is on the disk when the call returns. */
  add(move: Move): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal to go on with, or starts one; a last line that was cut short is removed.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line; FILE_UNREADABLE; WRITE_FAILED, from `add` and `close` too.
 */
export async function openMoves(file: string): Promise<MoveNotes> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new MaskpredError('FILE_UNREADABLE', `${file}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  const keys = new Set(parseMoves(text, file).map(formatMove));
  const lines = await openLineFile(file, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
  return {
    has: (move) => keys.has(formatMove(move)),
    async add(move) {
      await lines.append(formatMove(move));
      await lines.sync();
    },
    close: () => lines.close(),
  };
}

function formatMove({ name, from }: Move): string {
  return `${JSON.stringify({ name, from })}\n`;
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
  return parseMoves(text, file);
}

function parseMoves(text: string, file: string): Move[] {
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
