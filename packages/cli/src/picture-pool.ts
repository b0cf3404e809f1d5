import { assertArgument } from '@maskpred/core';
import { createWorker, type PicturePool, type Task } from './picture-workers.js';
import type { PredictSettings } from './predict-picture.js';

/**
 * A pool of `concurrency` threads for a task, each with networks of its own. 1 works in this thread, where the next picture
 * is decoded (by sharp, in threads of its own) while the networks look at the one before.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for several threads with the engine tensorflow, whose binding keeps the names of
 * attributes in one set for all threads, without a lock (tfjs-node 4.22.0, `ATTR_NAME_SET`): now and then a run fails.
 */
export async function openPicturePool<T extends Task>(
  task: T,
  settings: PredictSettings,
  concurrency: number,
): Promise<PicturePool<T>> {
  if (concurrency === 1) return openHere(task, settings);
  const { engine = process.env['MASKPRED_ENGINE'] } = settings;
  assertArgument(
    engine !== 'tensorflow',
    'The engine tensorflow runs in one thread, and uses every core from there: leave out --concurrency.',
  );
  const { openThreads } = await import('./picture-threads.js');
  return openThreads(task, settings, { concurrency });
}

async function openHere<T extends Task>(task: T, settings: PredictSettings): Promise<PicturePool<T>> {
  const worker = await createWorker(task, settings);
  return { limit: 2, run: (job, signal) => worker.run(job, signal), close: async () => worker.dispose() };
}
