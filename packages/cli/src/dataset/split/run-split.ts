import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import { formatSplit, parseSplit, splitDataset, type SplitEntry } from '@maskpred/dataset';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { failureOf, formatFailure } from '../../failure.js';
import { findGroups, type FindGroupsOptions } from './find-groups.js';
import { countParts, formatSplitSummary } from './format-split-summary.js';
import { assertEmpty, listParts, placeParts } from './place-files.js';
import { readItems } from './read-items.js';

export interface SplitCommandOptions extends FindGroupsOptions {
  /** Share of the training part. */
  readonly ratio: number;
  /** Share of a third part. */
  readonly test?: number;
  readonly seed: number;
  /** Folders to write the parts to. */
  readonly copy?: string;
  readonly link?: string;
  readonly list?: string;
  /** Forget the split that is there. */
  readonly fresh?: true;
  readonly json?: true;
}

/** Writes the `split.json` of a data set, carrying on the one that is there. */
export async function runSplit(
  folder: string,
  options: SplitCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { seed, copy, link, list, fresh, json } = options;
  const { stdout, stderr, signal } = context;
  const ratios = toRatios(options);
  const out = copy ?? link;
  if (out !== undefined) {
    assertOutside(out, folder);
    await assertEmpty(out);
  }
  const file = join(folder, 'split.json');
  const items = await readItems(folder, signal);
  const previous = fresh ? [] : await readPrevious(file);
  const { namesOf, unread } = await findGroups(folder, items, options, context);
  const split = splitDataset(
    items.map(({ id, label }) => ({ id, label, groups: namesOf.get(id)! })),
    { ratios, seed, previous },
  );
  signal.throwIfAborted();
  // First: whatever ends the placing, the same command goes on with this split.
  await writeFileAtomic(file, formatSplit(split.entries));
  if (out !== undefined) {
    await placeParts(split.entries, items, folder, { out, isLinked: link !== undefined, signal });
  }
  if (list !== undefined) await listParts(split.entries, items, list);

  await write(stderr, unread.map(({ error }) => formatFailure(failureOf(error))).join(''));
  const { leak, leftOut } = split;
  const result = { split: file, parts: countParts(split), leak, leftOut };
  await write(stdout, json ? `${JSON.stringify(result)}\n` : formatSplitSummary(split, file));
  if (unread.length > 0) context.setExitCode(EXIT.failed);
}

function toRatios({ ratio, test = 0 }: SplitCommandOptions): Record<string, number> {
  const val = 1 - ratio - test;
  if (val < 1e-9) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `--ratio ${ratio}${test > 0 ? ` --test ${test}` : ''} leave nothing for the part "val". Lower one of them.`,
    );
  }
  return { train: ratio, val, ...(test > 0 ? { test } : {}) };
}

async function readPrevious(file: string): Promise<SplitEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MaskpredError('FILE_UNREADABLE', `${file}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  return text === undefined ? [] : parseSplit(text, file);
}

/** Parts inside of the data set would be its pictures in the next run. */
function assertOutside(out: string, folder: string): void {
  const path = relative(resolve(folder), resolve(out));
  if (path === '' || !path.startsWith('..')) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${out}: lies in ${folder}, whose pictures are split. Choose a folder outside of it.`,
    );
  }
}
