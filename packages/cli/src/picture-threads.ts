import { MaskpredError, messageOf } from '@maskpred/core';
import { failureOf } from './failure.js';
import type { PicturePool } from './picture-workers.js';
import type { ResultOf, Task } from './picture-workers.js';
import type { PredictSettings } from './predict-picture.js';
import type { WorkerReply, WorkerTask } from './worker.js';

/** A picture whose thread died is looked at once more; what then kills a second thread is the picture. */
const TRIES = 2;

export interface ThreadOptions {
  readonly concurrency: number;
  /** The module of the threads, which exports `runTask`. @default `worker.js` of this package */
  readonly module?: URL;
}

/**
 * A pool of threads, each with networks of its own. A thread that dies is replaced, and the picture that it had is given
 * to another one; if that dies too, the picture is answered as failed.
 */
export async function openThreads<T extends Task>(
  task: T,
  settings: PredictSettings,
  { concurrency, module = new URL('./worker.js', import.meta.url) }: ThreadOptions,
): Promise<PicturePool<T>> {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: module.href,
    name: 'runTask',
    minThreads: concurrency,
    maxThreads: concurrency,
  });
  const deaths = noticeDeaths(pool);

  return {
    limit: concurrency * 2, // so that a thread which has answered has its next picture already
    async run(job) {
      const order: WorkerTask = { task, settings, job };
      for (let tries = 1; ; tries++) {
        deaths.watch();
        let reply: WorkerReply<T>;
        try {
          reply = (await pool.run(order)) as WorkerReply<T>;
        } catch (error) {
          if (tries < TRIES) continue;
          return { answer: { image: job.image, error: killedBy(job.image, error) } } as ResultOf<T>;
        }
        if (!('fatal' in reply)) return reply;
        const { code, message } = reply.fatal;
        throw code === 'UNEXPECTED' ? new Error(message) : new MaskpredError(code, message);
      }
    },
    async close() {
      deaths.ignore();
      await pool.destroy();
    },
  };
}

function killedBy(image: string, error: unknown) {
  const message = `${image}: the thread that looked at it ended, ${TRIES} times: ${messageOf(error)}`;
  return { ...failureOf(error), message };
}

interface Thread {
  on(event: string, listener: (value: unknown) => void): unknown;
  emit(event: string, error: Error): unknown;
}

interface ThreadPool {
  readonly threads: readonly unknown[];
  on(event: 'error', listener: () => void): unknown;
}

/** Tinypool replaces threads that end by an error; one that just exits would leave its picture unanswered for ever. */
function noticeDeaths(pool: ThreadPool) {
  const watched = new Set<unknown>();
  let isIgnoring = false;
  pool.on('error', () => undefined); // of a thread that had no picture
  const watch = () => {
    for (const thread of pool.threads as readonly Thread[]) {
      if (watched.has(thread)) continue;
      watched.add(thread);
      let isKnown = false;
      thread.on('error', () => (isKnown = true));
      thread.on('exit', (status) => {
        watched.delete(thread);
        if (!isKnown && !isIgnoring) {
          thread.emit('error', new Error(`it exited with the status ${String(status)}.`));
        }
      });
    }
  };
  return { watch, ignore: () => void (isIgnoring = true) };
}
