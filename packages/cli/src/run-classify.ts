import { mapInOrder } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import type { EngineName } from '@maskpred/core/tfjs';
import { loadClassifier } from '@maskpred/classifier';
import picocolors from 'picocolors';
import { type ClassifiedPicture, formatClassifyJson, formatClassifyText } from './classify-lines.js';
import type { CommandContext } from './context.js';
import { EXIT } from './exit-code.js';
import { failureOf, formatFailure } from './failure.js';
import { findInputs, type PictureInput } from './inputs.js';
import { type FailedPicture, isFailed } from './picture-answer.js';
import { startProgress } from './progress.js';

export interface ClassifyOptions {
  readonly json?: true;
  /** Folder of the classifier's model. */
  readonly model?: string;
  readonly engine?: EngineName | 'auto';
}

/** One picture is decoded while another is classified. */
const PICTURES_AT_ONCE = 2;

/** Labels every picture as one face crop, in input order. */
export async function runClassify(
  paths: readonly string[],
  { json, model, engine }: ClassifyOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const inputs = await findInputs(paths);
  const classifier = await loadClassifier(model, engine === undefined ? {} : { engine });

  const classify = async ({ image, failure }: PictureInput): Promise<ClassifiedPicture | FailedPicture> => {
    if (failure) return { image, error: failure };
    try {
      const [scores] = await classifier.classify([await decodeImage(image, { signal })], { signal });
      return { image, scores };
    } catch (error) {
      if (signal.aborted) throw error;
      return { image, error: failureOf(error) };
    }
  };

  const progress = startProgress(inputs.length, stderr);
  try {
    const width = Math.min(60, Math.max(...inputs.map(({ image }) => image.length)));
    for await (const answer of mapInOrder(inputs, PICTURES_AT_ONCE, classify, signal)) {
      if (json) await progress.write(stdout, formatClassifyJson(answer));
      else if (isFailed(answer)) await progress.write(stderr, formatFailure(answer.error));
      else await progress.write(stdout, formatClassifyText(answer, width, picocolors));
      if (isFailed(answer)) context.setExitCode(EXIT.failed);
      progress.advance(isFailed(answer));
    }
  } finally {
    progress.stop();
    classifier.dispose();
  }
}
