import { messageOf, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import type { EngineName } from '@maskpred/core/tfjs';
import { loadClassifier } from '@maskpred/classifier';
import { createFaceDetector, type FaceDetectorKind } from '@maskpred/detector';
import { createMaskPredictor, type MaskPrediction } from '@maskpred/predictor';
import type { CopyFormat } from './copy-targets.js';
import { type Failure, failureOf } from './failure.js';
import type { PictureAnswer } from './picture-answer.js';

/** What every picture of a call is looked at with; plain data, so that it crosses threads. */
export interface PredictSettings {
  readonly detector?: FaceDetectorKind;
  readonly inputSize?: number;
  readonly tiles?: boolean;
  /** Folder of the classifier's model. */
  readonly model?: string;
  readonly minScore?: number;
  readonly engine?: EngineName | 'auto';
  readonly keepNotFace?: boolean;
}

/** One picture to look at. */
export interface PictureJob {
  readonly image: string;
  /** Asks for the bytes of an annotated copy. */
  readonly copyFormat?: CopyFormat;
}

export interface PictureResult {
  readonly answer: PictureAnswer;
  /** The encoded annotated copy, or why there is none although it was asked for. */
  readonly copy?: Uint8Array | Failure;
}

/** Looks at pictures one by one; a picture that fails is an answer too. */
export interface PictureWorker {
  run(job: PictureJob, signal?: AbortSignal): Promise<PictureResult>;
  dispose(): void;
}

/**
 * Loads both networks into this thread.
 * @throws {MaskpredError} what loading a detector and a classifier throws.
 */
export async function createPictureWorker(settings: PredictSettings): Promise<PictureWorker> {
  const { detector: kind, inputSize, tiles, model, minScore, engine, keepNotFace } = settings;
  const engineOptions = engine === undefined ? {} : { engine };
  const [classifier, detector] = await Promise.all([
    loadClassifier(model, engineOptions),
    createFaceDetector({
      ...engineOptions,
      ...(kind === undefined ? {} : { kind }),
      ...(inputSize === undefined ? {} : { inputSize }),
      ...(tiles === undefined ? {} : { tiles }),
      ...(minScore === undefined ? {} : { minScore }),
    }),
  ]);
  const predictor = await createMaskPredictor({
    detector,
    classifier,
    ...(keepNotFace === undefined ? {} : { keepNotFace }),
  });

  return {
    async run({ image, copyFormat }, signal) {
      const callOptions = signal ? { signal } : {};
      try {
        const picture = await decodeImage(image, callOptions);
        const predictions = await predictor.predict(picture, callOptions);
        const { width, height } = picture;
        const answer = { image, width, height, predictions };
        return copyFormat ? { answer, copy: await drawCopy(picture, predictions, copyFormat) } : { answer };
      } catch (error) {
        if (signal?.aborted) throw error;
        return { answer: { image, error: failureOf(error) } };
      }
    },
    dispose() {
      predictor.dispose();
      classifier.dispose();
      detector.dispose();
    },
  };
}

/** A copy that cannot be encoded (WebP ends at 16,383 pixels a side) does not cost the answer. */
async function drawCopy(
  picture: RgbImage,
  predictions: readonly MaskPrediction[],
  format: CopyFormat,
): Promise<Uint8Array | Failure> {
  const { drawAnnotatedCopy } = await import('./annotate.js');
  const faces = predictions.map(({ face, label, score }) => ({ box: face.box, label, score }));
  try {
    return await drawAnnotatedCopy(picture, faces, format);
  } catch (error) {
    return {
      code: 'WRITE_FAILED',
      message: `the annotated copy cannot be encoded as ${format}: ${messageOf(error)}.`,
    };
  }
}
