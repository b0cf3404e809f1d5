import { decodeImage } from '@maskpred/core/node';
import type { ClassifiedPicture } from './classify-lines.js';
import { failureOf } from './failure.js';
import { type ClassifierSettings, loadClassifierOf } from './load-classifier-of.js';
import type { FailedPicture } from './picture-answer.js';
import type { PictureWorker } from './picture-worker.js';

export interface CropResult {
  readonly answer: ClassifiedPicture | FailedPicture;
}

/**
 * Loads the classifier into this thread, which then takes every picture for one crop.
 * @throws {MaskpredError} what loading a classifier throws.
 */
export async function createCropWorker(settings: ClassifierSettings): Promise<PictureWorker<CropResult>> {
  const classifier = await loadClassifierOf(settings);
  return {
    async run({ image }, signal) {
      const callOptions = signal ? { signal } : {};
      try {
        const picture = await decodeImage(image, callOptions);
        const [scores] = await classifier.classify([picture], callOptions);
        return { answer: { image, scores } };
      } catch (error) {
        if (signal?.aborted) throw error;
        return { answer: { image, error: failureOf(error) } };
      }
    },
    dispose: () => classifier.dispose(),
  };
}
