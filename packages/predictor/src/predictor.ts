import {
  type Classifier,
  type ClassScore,
  cropImage,
  type DetectOptions,
  type FaceDetection,
  type FaceDetector,
  type ImageInput,
  MaskpredError,
} from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import type { EngineOptions } from '@maskpred/core/tfjs';
import { createBatches } from './batches.js';
import { gatherParts, type PartFactories } from './parts.js';

/** The label of crops that show no face: what detectors send by mistake. */
export const NOT_FACE = 'not-face';

/** One face of a picture, and what it wears. */
export interface MaskPrediction<L extends string = string> {
  /** Where the face is, in pixels of the upright picture, and how sure the detector is. */
  readonly face: FaceDetection;
  /** The best label. */
  readonly label: L;
  /** Score of `label`, 0 to 1. */
  readonly score: number;
  /** Every label of the classifier, by score, descending; they sum to 1. */
  readonly scores: readonly ClassScore<L>[];
}

/** Finds the faces of a picture and says of each whether it wears a mask. */
export interface MaskPredictor<L extends string = string> {
  /** The classifier's labels in its order, `not-face` included where it has it. */
  readonly labels: readonly L[];
  /**
   * One prediction a face, in the detector's order (by its score, descending); `[]` when there is no face.
   * Parallel calls are safe.
   * @throws {MaskpredError} as `decodeImage` of `@maskpred/core/platform` does, and DISPOSED after `dispose`. An aborted
   * call rejects with `signal.reason`.
   */
  predict(image: ImageInput, options?: DetectOptions): Promise<MaskPrediction<L>[]>;
  /** Frees the parts that were made here; injected ones stay yours. Calling it again does nothing. */
  dispose(): void;
}

export interface MaskPredictorOptions<L extends string = string> extends EngineOptions {
  /** Finds the faces. @default createFaceDetector() of `@maskpred/detector` */
  readonly detector?: FaceDetector;
  /** Labels the crops. @default loadClassifier() of `@maskpred/classifier`: the weights that ship */
  readonly classifier?: Classifier<L>;
  /** Whether crops that the classifier calls `not-face` are answered too. @default false */
  readonly keepNotFace?: boolean;
  /**
   * Called when there was not enough memory for the crops of a batch; it goes on with smaller ones.
   * @param batchSize - crops at once from now on.
   */
  readonly onSmallerBatch?: (batchSize: number) => void;
}

export const DEFAULTS = Object.freeze({
  keepNotFace: false,
  /** Crops classified at once: bounds memory on pictures of crowds. Halved when memory does not last. */
  batchSize: 16,
});

/** A predictor of the given parts, with `factories` for the others. */
export async function createPredictorOf<L extends string>(
  options: MaskPredictorOptions<L>,
  factories: PartFactories,
): Promise<MaskPredictor<L>> {
  const { keepNotFace = DEFAULTS.keepNotFace, onSmallerBatch, ...partOptions } = options;
  const parts = await gatherParts(partOptions, factories);
  const { detector, classifier } = parts;
  const batches = createBatches(classifier, { batchSize: DEFAULTS.batchSize, onSmallerBatch });
  let isDisposed = false;

  return {
    labels: classifier.labels,
    async predict(input, callOptions = {}) {
      if (isDisposed) {
        throw new MaskpredError('DISPOSED', 'This predictor was disposed. Create another one.');
      }
      const signalOnly = callOptions.signal ? { signal: callOptions.signal } : {};
      const image = await decodeImage(input, signalOnly);
      const faces = await detector.detect(image, callOptions);
      const cut = (index: number) => cropImage(image, faces[index]!.box, classifier.cropMargin);
      const rows = await batches.classify(faces.length, cut, callOptions.signal);
      const predictions = faces.map((face, index) => toPrediction(face, rows[index]!));
      return keepNotFace ? predictions : predictions.filter(({ label }) => label !== NOT_FACE);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      parts.dispose();
    },
  };
}

function toPrediction<L extends string>(
  face: FaceDetection,
  scores: readonly ClassScore<L>[],
): MaskPrediction<L> {
  const { label, score } = scores[0];
  return { face, label, score, scores };
}
