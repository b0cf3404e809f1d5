// Runs `maskpred train` on a part of the training set.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatSplit } from '@maskpred/dataset';

const MASKPRED = fileURLToPath(new URL('../../packages/cli/dist/maskpred.js', import.meta.url));

/**
 * Trains on `entries` of the data folder and returns the model's folder.
 * @param settings - options of the command, without those of folders.
 */
export async function trainWith(entries, { data, out, cache, settings }) {
  await mkdir(dirname(out), { recursive: true });
  const split = `${out}.split.json`;
  await writeFile(split, formatSplit(entries));
  const folders = ['--split', split, '--out', out, '--cache', cache];
  const child = spawn(process.execPath, [MASKPRED, 'train', data, ...folders, ...settings], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`maskpred train ended with ${code}: see above.`);
  return out;
}

/** The settings of the model that ships, but for the passes over the pictures. */
export const shippedSettings = ({ epochs = 15, fineTune = 6, variants = 1, backbone, engine }) => [
  ...['--epochs', `${epochs}`, '--variants', `${variants}`, '--fine-tune', `${fineTune}`],
  ...['--fine-tune-learning-rate', '1.5e-4', '--engine', engine],
  ...(backbone ? ['--backbone', backbone] : []),
];

export const cacheOf = (work) => join(work, 'cache');
