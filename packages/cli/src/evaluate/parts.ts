import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { parseSplit, type SplitEntry } from '@maskpred/dataset';
import type { PartChoice } from './part-choices.js';

/** What training keeps out. */
const HELD_OUT: readonly string[] = ['val', 'test'];

interface Splittable {
  /** As in `split.json`. */
  readonly image: string;
  /** The folder of its label, in an ImageFolder. */
  readonly truth?: string;
}

/**
 * The pictures of the chosen part of the folder's `split.json`: `val` and `test` where nothing is chosen, and all pictures
 * where there is no split; with a note for people on what was chosen.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT when a part is chosen and there is no split; ANNOTATION_PARSE_FAILED for a broken
 * one; UNKNOWN_LABEL when it labels a crop otherwise than its folder does.
 */
export async function readParts<T extends Splittable>(
  root: string,
  pictures: readonly T[],
  part: PartChoice | undefined,
): Promise<{ kept: readonly T[]; note?: string }> {
  if (part === 'all') return { kept: pictures };
  const file = join(root, 'split.json');
  const split = await readSplit(file);
  if (!split) {
    if (part === undefined) return { kept: pictures };
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `--part ${part}: there is no ${file}. Make one with maskpred dataset split, or leave --part out.`,
    );
  }
  const wanted = part === undefined ? HELD_OUT : [part];
  const kept = pictures.filter(({ image, truth }) => {
    const entry = split.get(image);
    if (entry && truth !== undefined && entry.label !== truth) {
      throw new MaskpredError(
        'UNKNOWN_LABEL',
        `${file}: ${image} is labelled ${entry.label} there, but lies in the folder ${truth}. Make the split anew.`,
      );
    }
    return entry !== undefined && wanted.includes(entry.part);
  });
  const note = `split.json: ${wanted.join(' and ')}, ${kept.length} of ${pictures.length} pictures (--part all takes all).`;
  return { kept, note };
}

async function readSplit(path: string): Promise<Map<string, SplitEntry> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  return new Map(parseSplit(text, path).map((entry) => [entry.id, entry]));
}
