import {
  type CallOptions,
  type Classification,
  type Classifier,
  cropImage,
  type FaceDetection,
  type ImageInput,
} from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import { loadClassifier } from './load-classifier.js';

/** Loaded by the first call and shared by all: the one piece of state of this package. */
let shared: Promise<Classifier> | undefined;

export interface ClassifyFacesOptions extends CallOptions {
  /** @default the shipped model, loaded by the first call and kept */
  readonly classifier?: Classifier;
}

/**
 * Says of each face whether it wears a mask, with the weights that ship.
 *
 * @param image - a path, URL, encoded bytes or pixels.
 * @param faces - as `detectFaces` returns them; without them the whole picture is one face crop.
 * @returns one answer a face, in their order; `[]` for no faces.
 * @throws {MaskpredError} what decoding and {@link loadClassifier} throw.
 * @example
 * const [answer] = await classifyFaces('face.jpg');
 * console.log(answer.label); // 'no-mask'
 */
export async function classifyFaces(
  image: ImageInput,
  faces?: readonly FaceDetection[],
  options: ClassifyFacesOptions = {},
): Promise<Classification[]> {
  const pixels = await decodeImage(image, options);
  const classifier = options.classifier ?? (await sharedClassifier());
  const crops = faces ? faces.map(({ box }) => cropImage(pixels, box, classifier.cropMargin)) : [pixels];
  const rows = await classifier.classify(crops, options);
  return rows.map((scores) => ({ label: scores[0]!.label, score: scores[0]!.score, scores }));
}

async function sharedClassifier(): Promise<Classifier> {
  shared ??= loadClassifier();
  try {
    return await shared;
  } catch (error) {
    shared = undefined; // the next call tries again
    throw error;
  }
}
