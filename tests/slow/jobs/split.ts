import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashesIn } from './files.js';
import { type Job, startCli } from './job.js';
import { writeCrops } from './material.js';

/** `dataset split --copy` of face crops that lie in the folder itself. */
export function splitJob(): Job {
  return {
    name: 'dataset split',
    prepare: (folder) => writeCrops(join(folder, 'data')),
    async start(folder) {
      const parts = join(folder, 'parts');
      // Parts are placed as a whole and last, so where they are there is nothing left to do but to say so.
      return startSplit(folder, existsSync(parts) ? [] : ['--copy', parts]);
    },
    startOther: async (folder) => startSplit(folder, ['--fresh', '--seed', '9', '--ratio', '0.5']),
    read: async (folder) => ({
      split: await readFile(join(folder, 'data', 'split.json'), 'utf8'),
      parts: await hashesIn(join(folder, 'parts')),
    }),
  };
}

function startSplit(folder: string, options: readonly string[]) {
  const [data, cache] = [join(folder, 'data'), join(folder, 'cache')];
  return startCli(['dataset', 'split', data, '--cache', cache, ...options]);
}
