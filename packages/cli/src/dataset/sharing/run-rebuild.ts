import { mapInOrder, MaskpredError, messageOf } from '@maskpred/core';
import { join } from 'node:path';
import { type CropRecord, CROPS_FILE, formatCropRecord, parseCropRecords } from '@maskpred/dataset';
import { rebuildPicture, type RebuildOutcome, type RebuildResult } from '@maskpred/dataset/node';
import { writeFileAtomic } from '@maskpred/core/node';
import { readFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { failureOf, printable } from '../../failure.js';
import { startProgress } from '../../progress.js';
import { openDownloader } from './downloader.js';
import { readSharedFile } from './read-pictures.js';

export interface RebuildCommandOptions {
  readonly out: string;
  readonly acceptSimilar?: true;
  readonly concurrency: number;
  readonly allowHost?: readonly string[];
  readonly contact?: string;
  readonly json?: true;
}

/** What each outcome means, in the order of the table. */
const MEANING: Readonly<Record<RebuildOutcome, string>> = {
  identical: 'fetched, the same file',
  present: 'was there already',
  similar: 'looks the same, another file',
  different: 'shows something else by now',
  gone: 'gone',
  failed: 'could not be fetched; try again later',
  'no-address': 'has no address',
};

/** Fetches the pictures of a shared data set and says what became of each. */
export async function runRebuild(
  manifest: string,
  options: RebuildCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, acceptSimilar = false, concurrency, allowHost = [], contact, json } = options;
  const { stdout, stderr, signal } = context;
  const pictures = await readSharedFile(manifest);
  const downloader = openDownloader({
    allowHosts: allowHost,
    ...(contact === undefined ? {} : { contact }),
  });
  const progress = startProgress(pictures.length, stderr);
  const counts = new Map<RebuildOutcome, number>();
  const crops: CropRecord[] = [];
  let missing = 0;
  try {
    const settings = { out, acceptSimilar, fetchPicture: downloader.fetchPicture, signal };
    const results = mapInOrder(pictures, concurrency, (picture) => rebuildPicture(picture, settings), signal);
    for await (const result of results) {
      counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
      crops.push(...result.crops);
      if (!result.isStored) missing++;
      progress.advance(!result.isStored);
      if (json) await progress.write(stdout, formatLine(result));
      else if (!result.isStored) await progress.write(stderr, formatMissing(result));
    }
  } finally {
    progress.stop();
    if (crops.length > 0) await writeCropRecords(out, crops);
    await downloader.close();
  }
  if (!json) await write(stdout, formatSummary(counts, out));
  if (missing > 0) context.setExitCode(EXIT.failed);
}

/** Puts the crops of this run beside those of earlier ones; one that was cut again is named once. */
async function writeCropRecords(out: string, crops: readonly CropRecord[]): Promise<void> {
  const file = join(out, CROPS_FILE);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new MaskpredError('FILE_UNREADABLE', `${file}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  const records = new Map(
    [...parseCropRecords(before, file), ...crops].map((record) => [record.fileName, record]),
  );
  await writeFileAtomic(file, [...records.values()].map(formatCropRecord).join(''));
}

function nameOf({ picture }: RebuildResult): string {
  return picture.path ?? picture.crops?.[0]?.path ?? picture.sha256;
}

function formatLine(result: RebuildResult): string {
  const { picture, outcome, isStored, error } = result;
  return `${JSON.stringify({
    picture: nameOf(result),
    url: picture.url,
    outcome,
    isStored,
    ...(error ? { error: failureOf(error) } : {}),
  })}\n`;
}

function formatMissing(result: RebuildResult): string {
  const { outcome, error, picture } = result;
  const why = error ? `: ${error.message}` : picture.url ? `: ${picture.url}` : '';
  return `${printable(`${nameOf(result)} ${MEANING[outcome]}${why}`)}\n`;
}

function formatSummary(counts: ReadonlyMap<RebuildOutcome, number>, out: string): string {
  const table = new Table({ head: ['pictures', ''], style: { head: [], border: [] } });
  for (const [outcome, meaning] of Object.entries(MEANING)) {
    const count = counts.get(outcome as RebuildOutcome);
    if (count) table.push([String(count), meaning]);
  }
  return `${table.toString()}\n${out}\n`;
}
