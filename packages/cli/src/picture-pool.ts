import { MaskpredError } from '@maskpred/core';
import { failureOf } from './failure.js';
import type { PictureJob } from './picture-worker.js';
import { createWorker, type ResultOf, type Task } from './picture-workers.js';
import type { PredictSettings } from './predict-picture.js';
import type { WorkerReply, WorkerTask } from './worker.js';

/** Looks at several pictures at a time. */
export interface PicturePool<T extends Task> {
  /** How many pictures keep it busy. */
  readonly limit: number;
  /**
   * @throws {MaskpredError} when the networks do not load; a picture that fails is an answer.
   */
  run(job: PictureJob, signal?: AbortSignal): Promise<ResultOf<T>>;
  close(): Promise<void>;
}

/**
 * A pool of `concurrency` threads for a task, each with networks of its own. 1 works in this thread, where the next picture
 * is decoded (by sharp, in threads of its own) while the networks look at the one before.
 */
export function openPicturePool<T extends Task>(
  task: T,
  settings: PredictSettings,
  concurrency: number,
): Promise<PicturePool<T>> {
  return concurrency === 1 ? openHere(task, settings) : openThreads(task, settings, concurrency);
}

async function openHere<T extends Task>(task: T, settings: PredictSettings): Promise<PicturePool<T>> {
  const worker = await createWorker(task, settings);
  return { limit: 2, run: (job, signal) => worker.run(job, signal), close: async () => worker.dispose() };
}

async function openThreads<T extends Task>(
  task: T,
  settings: PredictSettings,
  concurrency: number,
): Promise<PicturePool<T>> {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: new URL('./worker.js', import.meta.url).href,
    name: 'runTask',
    minThreads: concurrency,
    maxThreads: concurrency,
  });
  return {
    limit: concurrency * 2,
    async run(job) {
      const order: WorkerTask = { task, settings, job };
      let reply: WorkerReply<T>;
      try {
        reply = (await pool.run(order)) as WorkerReply<T>;
      } catch (error) {
        // The thread died, out of memory for example; the pool starts another one for the next picture.
        return { answer: { image: job.image, error: failureOf(error) } } as ResultOf<T>;
      }
      if (!('fatal' in reply)) return reply;
      const { code, message } = reply.fatal;
      throw code === 'UNEXPECTED' ? new Error(message) : new MaskpredError(code, message);
    },
    close: () => pool.destroy(),
  };
}
