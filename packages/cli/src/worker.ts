import { type Failure, failureOf } from './failure.js';
import type { PictureJob, PictureWorker, WorkerResult } from './picture-worker.js';
import { createWorker, type ResultOf, type Task } from './picture-workers.js';
import type { PredictSettings } from './predict-picture.js';

/** What a worker thread is sent. */
export interface WorkerTask {
  readonly task: Task;
  readonly settings: PredictSettings;
  readonly job: PictureJob;
}

/** A thread whose networks do not load answers nothing, ever. */
export type WorkerReply<T extends Task> = ResultOf<T> | { readonly fatal: Failure };

/** Of this thread, whose pool has one task and one set of settings. */
let loaded: Promise<PictureWorker<WorkerResult>> | undefined;

/** The entry of each thread of `--concurrency`. */
export async function runTask({
  task,
  settings,
  job,
}: WorkerTask): Promise<WorkerResult | { readonly fatal: Failure }> {
  let worker: PictureWorker<WorkerResult>;
  try {
    worker = await (loaded ??= createWorker(task, settings));
  } catch (error) {
    return { fatal: failureOf(error) };
  }
  return worker.run(job);
}
