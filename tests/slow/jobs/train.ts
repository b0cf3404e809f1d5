import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeColourModel } from '../../../packages/cli/src/__fixtures__/model-folder.js';
import { hashesIn } from './files.js';
import { type Job, startCli } from './job.js';
import type { Material } from './material.js';

/** What says when a model was made, and how long it took. */
const DATED = ['metadata.json', 'evaluation.json', 'report.html', 'MODEL_CARD.md'];

/** `train`, head and last block, in the place of a model that is there. */
export function trainJob({ crops }: Material): Job {
  return modelJob('train', [
    ...['train', crops, '--variants', '0', '--threads', '1'],
    ...['--epochs', '6', '--fine-tune', '2', '--fine-tune-from', '16'],
  ]);
}

/** `train-detector`, the heads, in the place of a model that is there. */
export function trainDetectorJob({ scenes }: Material): Job {
  return modelJob('train-detector', ['train-detector', scenes, '--variants', '0', '--epochs', '2']);
}

const placesIn = (folder: string) => ['--out', join(folder, 'model'), '--cache', join(folder, 'cache')];

function modelJob(name: string, args: readonly string[]): Job {
  return {
    name,
    prepare: (folder) => writeColourModel(join(folder, 'model')),
    start: async (folder) => startCli([...args, ...placesIn(folder)]),
    startOther: async (folder) => startCli([...args, ...placesIn(folder), '--seed', '9']),
    async check(folder) {
      const places = ['model', '.model.maskpred-previous'].map((place) => join(folder, place));
      expect(places.some((place) => existsSync(join(place, 'model.json')))).toBe(true);
    },
    async read(folder) {
      const model = join(folder, 'model');
      const hashes = await hashesIn(model);
      const { trainedAt: _, ...metadata } = JSON.parse(
        await readFile(join(model, 'metadata.json'), 'utf8'),
      ) as Record<string, unknown>;
      return {
        names: Object.keys(hashes),
        hashes: Object.entries(hashes).filter(([file]) => !DATED.includes(file)),
        metadata,
      };
    },
  };
}
