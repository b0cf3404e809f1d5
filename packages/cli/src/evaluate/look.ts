import { mapInOrder } from '@maskpred/core';
import type { CommandContext } from '../context.js';
import { formatFailure } from '../failure.js';
import { isFailed } from '../picture-answer.js';
import { openPicturePool } from '../picture-pool.js';
import type { ResultOf, Task } from '../picture-workers.js';
import type { PredictSettings } from '../predict-picture.js';
import { startProgress } from '../progress.js';
import type { SetPicture } from './evaluation-set.js';

export interface LookOptions {
  readonly settings: PredictSettings;
  /** Threads. */
  readonly concurrency: number;
}

/**
 * Looks at every picture, in order, with a progress bar; says on stderr which fail.
 * @param take - gets each answer, those that failed too.
 * @throws {MaskpredError} when the networks do not load, and what `take` throws.
 */
export async function lookAtPictures<T extends Task, P extends SetPicture>(
  task: T,
  pictures: readonly P[],
  { settings, concurrency }: LookOptions,
  { stderr, signal }: CommandContext,
  take: (picture: P, answer: ResultOf<T>['answer']) => Promise<void>,
): Promise<void> {
  const pool = await openPicturePool(task, settings, Math.min(concurrency, pictures.length));
  const progress = startProgress(pictures.length, stderr);
  const look = async (picture: P) => {
    const { answer }: { readonly answer: ResultOf<T>['answer'] } = await pool.run(
      { image: picture.path },
      signal,
    );
    return { picture, answer };
  };
  try {
    for await (const { picture, answer } of mapInOrder(pictures, pool.limit, look, signal)) {
      const hasFailed = isFailed(answer);
      if (hasFailed) await progress.write(stderr, formatFailure(answer.error));
      await take(picture, answer);
      progress.advance(hasFailed);
    }
  } finally {
    progress.stop();
    await pool.close();
  }
}
