import { messageOf, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { createMaskPredictor, type MaskPrediction } from '@maskpred/predictor';
import type { CopyFormat } from './copy-targets.js';
import { type Failure, failureOf } from './failure.js';
import { type ClassifierSettings, loadClassifierOf } from './load-classifier-of.js';
import { type DetectorSettings, loadDetectorOf } from './load-detector-of.js';
import { createTurns } from './one-at-a-time.js';
import type { PictureAnswer } from './picture-answer.js';
import type { PictureWorker } from './picture-worker.js';

/** What every picture of a call is looked at with; plain data, so that it crosses threads. */
export interface PredictSettings extends DetectorSettings, ClassifierSettings {
  readonly keepNotFace?: boolean;
}

export interface PictureResult {
  readonly answer: PictureAnswer;
  /** The encoded annotated copy, or why there is none although it was asked for. */
  readonly copy?: Uint8Array | Failure;
  /** Whether memory did not last for its faces at once, so that they were classified in smaller batches. */
  readonly isMemoryShort?: boolean;
}

/**
 * Loads both networks into this thread.
 * @throws {MaskpredError} what loading a detector and a classifier throws.
 */
export async function createPictureWorker(settings: PredictSettings): Promise<PictureWorker<PictureResult>> {
  const { keepNotFace } = settings;
  const [classifier, detector] = await Promise.all([loadClassifierOf(settings), loadDetectorOf(settings)]);
  let isMemoryShort = false;
  const predictor = await createMaskPredictor({
    detector,
    classifier,
    onSmallerBatch: () => (isMemoryShort = true),
    ...(keepNotFace === undefined ? {} : { keepNotFace }),
  });
  const takeTurn = createTurns();

  return {
    async run({ image, copyFormat }, signal) {
      const callOptions = signal ? { signal } : {};
      try {
        const picture = await decodeImage(image, callOptions);
        const { value: predictions, ms } = await takeTurn(() => predictor.predict(picture, callOptions));
        const { width, height } = picture;
        const answer = { image, width, height, predictions, ms };
        return {
          answer,
          ...(copyFormat ? { copy: await drawCopy(picture, predictions, copyFormat) } : {}),
          ...(isMemoryShort ? { isMemoryShort } : {}),
        };
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
