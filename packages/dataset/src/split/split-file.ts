import { MaskpredError } from '@maskpred/core';
import * as z from 'zod';

const splitSchema = z.array(
  z.object({ id: z.string(), group: z.string(), label: z.string(), part: z.string() }),
);

/** One picture of a `split.json`: on which side of the split it stands, and with which others. */
export interface SplitEntry {
  /** Path below the data folder, `/` between its parts. */
  readonly id: string;
  /** Pictures of one group stand on one side. */
  readonly group: string;
  readonly label: string;
  /** `train`, `val`, … */
  readonly part: string;
}

/**
 * The entries of a `split.json`.
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED when it is not a list of {id, group, label, part}, names a picture
 * twice, or puts a group into two parts.
 */
export function parseSplit(json: string, file = 'split.json'): SplitEntry[] {
  const fail = (what: string, cause?: unknown) =>
    new MaskpredError('ANNOTATION_PARSE_FAILED', `${file}: ${what} Remove the file, or make it anew.`, {
      cause,
    });
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (error) {
    throw fail(`is not JSON: ${(error as Error).message}.`, error);
  }
  const result = splitSchema.safeParse(content);
  if (!result.success) {
    const { path, message } = result.error.issues[0];
    throw fail(
      `expected a list of {id, group, label, part}; at ${path.map(String).join('.') || 'the top'}: ${message}.`,
    );
  }
  const partOfGroup = new Map<string, string>();
  const ids = new Set<string>();
  for (const { id, group, part } of result.data) {
    if (ids.has(id)) throw fail(`names ${id} twice.`);
    ids.add(id);
    const other = partOfGroup.get(group) ?? part;
    if (other !== part)
      throw fail(`puts the group ${group} into ${other} and ${part}: near-duplicates would leak.`);
    partOfGroup.set(group, part);
  }
  return result.data;
}

/**
 * The text of a `split.json`: a JSON list with one entry a line, so that differences between two splits are readable.
 * @example
 * formatSplit([{ id: 'mask/a.jpg', group: 'mask/a.jpg', label: 'mask', part: 'train' }]);
 * // '[\n{"id":"mask/a.jpg","group":"mask/a.jpg","label":"mask","part":"train"}\n]\n'
 */
export function formatSplit(entries: readonly SplitEntry[]): string {
  const lines = entries.map(({ id, group, label, part }) => JSON.stringify({ id, group, label, part }));
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}
