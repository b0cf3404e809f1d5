import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashesIn } from './files.js';
import { type Job, startCli } from './job.js';
import type { Material } from './material.js';

/** `predict --resume`, with annotated copies. */
export function predictJob({ photos, model }: Material): Job {
  return {
    name: 'predict --resume',
    start: async (folder) =>
      startCli([
        ...['predict', photos, '--json', '--model', model, '--input-size', '256', '--concurrency', '1'],
        ...['--resume', join(folder, 'results.jsonl'), '--out', join(folder, 'copies')],
      ]),
    read: async (folder) => ({
      results: await readFile(join(folder, 'results.jsonl'), 'utf8'),
      copies: await hashesIn(join(folder, 'copies')),
    }),
  };
}
