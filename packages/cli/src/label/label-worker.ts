import type {
  Classifier,
  ClassScore,
  FaceDetection,
  FaceDetector,
  ImageInput,
  RgbImage,
} from '@maskpred/core';

import { type Failure, failureOf } from '../failure.js';
import { loadClassifierOf } from '../load-classifier-of.js';
import { loadDetectorOf } from '../load-detector-of.js';
import type { PredictSettings } from '../predict-picture.js';

/** What the thread beside the labelling server is asked. */
export type LabelTask = { readonly settings: PredictSettings } & (
  | { readonly kind: 'detect'; readonly image: RgbImage }
  | { readonly kind: 'classify'; readonly faces: readonly RgbImage[] }
  | { readonly kind: 'describe-classifier' }
);

/** What a classifier says of itself. */
export interface ClassifierFacts {
  readonly labels: readonly string[];
  readonly cropMargin?: number;
}

export type LabelAnswer = FaceDetection[] | ClassScore[][] | ClassifierFacts;

/** Errors do not keep their codes between threads. */
export type LabelReply = { readonly answer: LabelAnswer } | { readonly failure: Failure };

/** Of this thread, which has one set of settings; loaded by what needs them first. */
let detector: Promise<FaceDetector<ImageInput>> | undefined;
let classifier: Promise<Classifier> | undefined;

/** The entry of the thread that has the networks of `maskpred label`, so that the page is answered meanwhile. */
export async function runLabelTask(task: LabelTask): Promise<LabelReply> {
  try {
    return { answer: await answerTask(task) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

async function answerTask(task: LabelTask): Promise<LabelAnswer> {
  if (task.kind === 'detect') {
    const loaded = await (detector ??= loadDetectorOf(task.settings));
    return loaded.detect(task.image);
  }
  const loaded = await (classifier ??= loadClassifierOf(task.settings));
  if (task.kind === 'classify') return loaded.classify(task.faces);
  const { labels, cropMargin } = loaded;
  return { labels, ...(cropMargin === undefined ? {} : { cropMargin }) };
}
