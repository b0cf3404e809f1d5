import { join } from 'node:path';
import type { CallOptions, Classifier, ClassScore, FaceDetector, RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { NOT_FACE } from './check-content.js';
import type { Survey } from './survey.js';

export interface LookOptions extends CallOptions {
  /** Called after each picture. */
  readonly onPicture?: (done: number, total: number) => void;
}

export interface ScoreFacesOptions extends LookOptions {
  /** Looks again at crops in which the detector is not sure of a face; needs the label `not-face`. @default none */
  readonly classifier?: Classifier;
}

/** A face this sure is not looked at again. */
const SURE = 0.5;

/** Detectors find something everywhere at 0. */
const LOWEST_SCORE = 0.01;

/**
 * For each crop of an ImageFolder how sure it is that it shows a face, 0 to 1: the score of the best face that the
 * detector finds or, where that is below 0.5, what the classifier leaves for all labels but `not-face`, if that is more.
 * Crops that cannot be read are left out.
 */
export async function scoreFaces(
  folder: string,
  survey: Survey,
  detector: FaceDetector,
  options: ScoreFacesOptions = {},
): Promise<Map<string, number>> {
  const { signal, classifier } = options;
  const call = signal ? { signal } : {};
  return lookAt(folder, survey, options, async (image) => {
    const [face] = await detector.detect(image, { ...call, minScore: LOWEST_SCORE, maxFaces: 1 });
    const score = face?.score ?? 0;
    if (score >= SURE || !classifier?.labels.includes(NOT_FACE)) return score;
    const [guess] = await classifier.classify([image], call);
    return Math.max(score, 1 - guess!.find(({ label }) => label === NOT_FACE)!.score);
  });
}

/** For each crop of an ImageFolder what the classifier says of it, best first. Crops that cannot be read are left out. */
export async function guessLabels(
  folder: string,
  survey: Survey,
  classifier: Classifier,
  options: LookOptions = {},
): Promise<Map<string, readonly ClassScore[]>> {
  const { signal } = options;
  return lookAt(folder, survey, options, async (image) => {
    const [scores] = await classifier.classify([image], signal ? { signal } : {});
    return scores!;
  });
}

async function lookAt<T>(
  folder: string,
  { pictures }: Survey,
  { signal, onPicture }: LookOptions,
  look: (image: RgbImage) => Promise<T>,
): Promise<Map<string, T>> {
  const readable = pictures.filter(({ facts }) => facts !== undefined);
  const answers = new Map<string, T>();
  for (const [index, { path }] of readable.entries()) {
    signal?.throwIfAborted();
    answers.set(path, await look(await decodeImage(join(folder, path), signal ? { signal } : {})));
    onPicture?.(index + 1, readable.length);
  }
  return answers;
}
