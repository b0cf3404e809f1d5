import { MaskpredError } from '@maskpred/core';
import { failureOf } from './failure.js';
import {
  createPictureWorker,
  type PictureJob,
  type PictureResult,
  type PredictSettings,
} from './predict-picture.js';
import type { WorkerReply, WorkerTask } from './worker.js';

/** Looks at several pictures at a time. */
export interface PicturePool {
  /** How many pictures keep it busy. */
  readonly limit: number;
  /**
   * @throws {MaskpredError} when the networks do not load; a picture that fails is an answer.
   */
  run(job: PictureJob, signal?: AbortSignal): Promise<PictureResult>;
  close(): Promise<void>;
}

/**
 * A pool of `concurrency` threads, each with networks of its own. 1 works in this thread, where the next picture is
 * decoded (by sharp, in threads of its own) while the networks look at the one before.
 */
export function openPicturePool(settings: PredictSettings, concurrency: number): Promise<PicturePool> {
  return concurrency === 1 ? openHere(settings) : openThreads(settings, concurrency);
}

async function openHere(settings: PredictSettings): Promise<PicturePool> {
  const worker = await createPictureWorker(settings);
  return { limit: 2, run: (job, signal) => worker.run(job, signal), close: async () => worker.dispose() };
}

async function openThreads(settings: PredictSettings, concurrency: number): Promise<PicturePool> {
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
      const task: WorkerTask = { settings, job };
      let reply: WorkerReply;
      try {
        reply = (await pool.run(task)) as WorkerReply;
      } catch (error) {
        // The thread died, out of memory for example; the pool starts another one for the next picture.
        return { answer: { image: job.image, error: failureOf(error) } };
      }
      if (!('fatal' in reply)) return reply;
      const { code, message } = reply.fatal;
      throw code === 'UNEXPECTED' ? new Error(message) : new MaskpredError(code, message);
    },
    close: () => pool.destroy(),
  };
}
