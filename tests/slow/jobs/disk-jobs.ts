import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest } from '@maskpred/core/manifest';
import { filesIn, hashesIn } from './files.js';
import { type Job, startCli } from './job.js';
import { type Material, writeCrops } from './material.js';
import { predictJob } from './predict.js';
import { splitJob } from './split.js';
import { trainDetectorJob, trainJob } from './train.js';

export interface DiskJobContext {
  readonly material: Material;
  /** Options of a crawl that say what to fetch. */
  readonly crawl: readonly string[];
}

/** Every command that writes files and ends by itself. */
export const DISK_JOBS: Readonly<Record<string, (context: DiskJobContext) => Job>> = {
  crawl: ({ crawl }) =>
    command('crawl', (out) => ['crawl', ...crawl, '--delay', '0', '--out', out], { read: readManifest }),
  faces: ({ material: { photos } }) =>
    command('faces', (out) => ['faces', photos, '--input-size', '256', '--out', out], {
      again: ['--force', '--label', 'mask'],
    }),
  'faces --crops': ({ material: { photos } }) =>
    command('faces --crops', (out) => [
      ...['faces', photos, '--input-size', '256', '--label', 'no-mask', '--crops', out],
    ]),
  'dataset crop': ({ material: { scenes } }) =>
    command('dataset crop', (out) => ['dataset', 'crop', scenes, '--out', out], {
      again: ['--margin', '0.4'],
    }),
  'dataset convert': ({ material: { scenes } }) =>
    command('dataset convert', (out) => ['dataset', 'convert', scenes, out, '--to', 'yolo'], {
      again: ['--force', '--pixel-origin', '1'],
    }),
  'dataset synthesize': ({ material: { crops } }) =>
    command('dataset synthesize', (out) => ['dataset', 'synthesize', crops, '--whole', '--out', out], {
      again: ['--seed', '9'],
    }),
  'dataset dedupe': () => dedupeJob(),
  'dataset split': () => splitJob(),
  'dataset stats': ({ material: { crops } }) =>
    command('dataset stats', (out) => ['dataset', 'stats', crops, '--html', join(out, 'stats.html')]),
  'dataset check': ({ material: { crops } }) =>
    command('dataset check', (out) => ['dataset', 'check', crops, '--html', join(out, 'check.html')]),
  'dataset manifest': ({ material: { crops } }) =>
    command('dataset manifest', (out) => ['dataset', 'manifest', crops, '--out', join(out, 'shared.jsonl')]),
  evaluate: ({ material: { crops, model } }) =>
    command('evaluate', (out) => ['evaluate', crops, '--model', model, '--out', join(out, 'evaluation')], {
      again: ['--part', 'train'],
      read: readEvaluation,
    }),
  'predict --out --resume': ({ material }) => predictJob(material),
  train: ({ material }) => trainJob(material),
  'train-detector': ({ material }) => trainDetectorJob(material),
};

interface CommandOptions {
  /** Options that change the result. */
  readonly again?: readonly string[];
  readonly read?: (out: string) => Promise<unknown>;
}

/** A command that writes below `<folder>/out`. */
function command(
  name: string,
  argsFor: (out: string) => readonly string[],
  { again, read = hashesIn }: CommandOptions = {},
): Job {
  const outOf = (folder: string) => join(folder, 'out');
  return {
    name,
    start: async (folder) => startCli(argsFor(outOf(folder))),
    ...(again && { startOther: async (folder: string) => startCli([...argsFor(outOf(folder)), ...again]) }),
    read: (folder) => read(outOf(folder)),
  };
}

/** Moves the near-duplicates of pictures that lie in the folder itself. */
function dedupeJob(): Job {
  return {
    name: 'dataset dedupe',
    prepare: (folder) => writeCrops(join(folder, 'data')),
    start: async (folder) =>
      startCli([
        ...['dataset', 'dedupe', join(folder, 'data'), '--cache', join(folder, 'cache')],
        ...['--move-to', join(folder, 'moved')],
      ]),
    read: async (folder) => ({
      kept: await hashesIn(join(folder, 'data')),
      moved: await filesIn(join(folder, 'moved')),
    }),
  };
}

/** What was stored, without the times. */
async function readManifest(out: string): Promise<unknown> {
  const { entries } = parseManifest(await readFile(join(out, 'manifest.jsonl'), 'utf8'));
  return entries.map((entry) => ({ ...entry, retrievedAt: '' }));
}

/** The answers; the other files say how long it took. */
async function readEvaluation(out: string): Promise<unknown> {
  return {
    names: await filesIn(join(out, 'evaluation')),
    predictions: await readFile(join(out, 'evaluation', 'predictions.jsonl'), 'utf8'),
  };
}
