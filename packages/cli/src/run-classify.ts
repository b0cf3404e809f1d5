import { mapInOrder } from '@maskpred/core';
import picocolors from 'picocolors';
import { type ClassifiedPicture, formatClassifyJson, formatClassifyText } from './classify-lines.js';
import type { CommandContext } from './context.js';
import { EXIT } from './exit-code.js';
import { formatFailure } from './failure.js';
import { findInputs, type PictureInput } from './inputs.js';
import type { ClassifierSettings } from './load-classifier-of.js';
import { type FailedPicture, isFailed } from './picture-answer.js';
import { openPicturePool } from './picture-pool.js';
import { startProgress } from './progress.js';

export interface ClassifyOptions extends ClassifierSettings {
  readonly json?: true;
}

/** Labels every picture as one face crop, in input order. */
export async function runClassify(
  paths: readonly string[],
  { json, ...settings }: ClassifyOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const inputs = await findInputs(paths);
  const pool = await openPicturePool('classify', settings, 1);

  const classify = async ({ image, failure }: PictureInput): Promise<ClassifiedPicture | FailedPicture> => {
    if (failure) return { image, error: failure };
    return (await pool.run({ image }, signal)).answer;
  };

  const progress = startProgress(inputs.length, stderr);
  try {
    const width = Math.min(60, Math.max(...inputs.map(({ image }) => image.length)));
    for await (const answer of mapInOrder(inputs, pool.limit, classify, signal)) {
      if (json) await progress.write(stdout, formatClassifyJson(answer));
      else if (isFailed(answer)) await progress.write(stderr, formatFailure(answer.error));
      else await progress.write(stdout, formatClassifyText(answer, width, picocolors));
      if (isFailed(answer)) context.setExitCode(EXIT.failed);
      progress.advance(isFailed(answer));
    }
  } finally {
    progress.stop();
    await pool.close();
  }
}
