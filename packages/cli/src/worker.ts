import { type Failure, failureOf } from './failure.js';
import {
  createPictureWorker,
  type PictureJob,
  type PictureResult,
  type PictureWorker,
  type PredictSettings,
} from './predict-picture.js';

/** What a worker thread is sent. */
export interface WorkerTask {
  readonly settings: PredictSettings;
  readonly job: PictureJob;
}

/** A thread whose networks do not load answers nothing, ever. */
export type WorkerReply = PictureResult | { readonly fatal: Failure };

/** Of this thread, whose pool has one set of settings. */
let loaded: Promise<PictureWorker> | undefined;

/** The entry of each thread of `--concurrency`. */
export async function runTask({ settings, job }: WorkerTask): Promise<WorkerReply> {
  let worker: PictureWorker;
  try {
    worker = await (loaded ??= createPictureWorker(settings));
  } catch (error) {
    return { fatal: failureOf(error) };
  }
  return worker.run(job);
}
