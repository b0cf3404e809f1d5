import { mapInOrder } from '@maskpred/core';
import picocolors from 'picocolors';
import { type ClassifiedPicture, formatClassifyJson, formatClassifyText } from './classify-lines.js';
import type { CommandContext } from './context.js';
import { EXIT } from './exit-code.js';
import { formatFailure } from './failure.js';
import { findInputs, type PictureInput } from './inputs.js';
import type { ClassifierSettings } from './load-classifier-of.js';
import { type FailedPicture, isFailed } from './picture-answer.js';
import { chooseConcurrency } from './picture-concurrency.js';
import { openPicturePool } from './picture-pool.js';
import type { PicturePool } from './picture-workers.js';
import { startProgress } from './progress.js';
import { openResults } from './results-file.js';

export interface ClassifyOptions extends ClassifierSettings {
  readonly json?: true;
  /** Threads. @default as {@link chooseConcurrency} says */
  readonly concurrency?: number;
  /** File of results to go on with. */
  readonly resume?: string;
}

/** Labels every picture as one face crop, in input order. */
export async function runClassify(
  paths: readonly string[],
  { json, concurrency, resume, ...settings }: ClassifyOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const inputs = await findInputs(paths);
  const results = resume === undefined ? undefined : await openResults(resume, 'classify');
  const todo = inputs.filter(({ image }) => !results?.answered.has(image));
  let pool: PicturePool<'classify'> | undefined;
  const progress = startProgress(todo.length, stderr);

  const classify = async ({ image, failure }: PictureInput): Promise<ClassifiedPicture | FailedPicture> => {
    if (failure || !pool) return { image, error: failure! };
    return (await pool.run({ image }, signal)).answer;
  };

  try {
    if (todo.some(({ failure }) => !failure)) {
      const { engine } = settings;
      const threads = chooseConcurrency({ task: 'classify', concurrency, engine, pictures: todo.length });
      pool = await openPicturePool('classify', settings, threads);
    }
    const width = Math.min(60, Math.max(...todo.map(({ image }) => image.length)));
    for await (const answer of mapInOrder(todo, pool?.limit ?? 1, classify, signal)) {
      if (!isFailed(answer)) await results?.append(formatClassifyJson(answer));
      if (json) await progress.write(stdout, formatClassifyJson(answer));
      else if (isFailed(answer)) await progress.write(stderr, formatFailure(answer.error));
      else await progress.write(stdout, formatClassifyText(answer, width, picocolors));
      if (isFailed(answer)) context.setExitCode(EXIT.failed);
      progress.advance(isFailed(answer));
    }
  } finally {
    progress.stop();
    await pool?.close();
    await results?.close();
  }
}
