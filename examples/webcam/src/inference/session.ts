import { loadClassifier } from '@maskpred/classifier';
import type { RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/browser';
import { startEngine } from '@maskpred/core/tfjs';
import { createMaskPredictor, createVideoPredictor, NOT_FACE } from '@maskpred/predictor';
import { memory } from '@tensorflow/tfjs-core';
import { sizeWithin } from '../view/geometry.js';
import { createDetector } from './create-detector.js';
import { OWN, type OwnModels } from './own-models.js';
import {
  FORESIGHT_MS,
  type FrameAnswer,
  MAX_SHOWN_SIDE,
  type OwnModelNames,
  type PictureAnswer,
  type SessionOptions,
  type StepTimes,
} from './protocol.js';
import { createStopwatch, timedClassifier, timedDetector } from './stopwatch.js';

/** Both networks, loaded, and the people of the video that they follow. */
export interface Session {
  /** The engine that runs, such as `wasm`. */
  readonly engine: string;
  /** What a face may be called, in the classifier's order. */
  readonly labels: readonly string[];
  readonly ownModels: OwnModelNames;
  /** What is on the frame, which is closed; undefined when it came too late to be looked at. */
  analyseFrame(bitmap: ImageBitmap, timestampMs: number, minScore: number): Promise<FrameAnswer | undefined>;
  analysePicture(file: Blob, minScore: number): Promise<PictureAnswer>;
  /** Forgets who was followed: another video begins. */
  forget(): void;
}

/**
 * For devices that look once a second, as those without a GPU that do something else besides: a face keeps its identity
 * and its evidence over a look or two that miss it. The page sends a frame only when the last one is answered, so that
 * every frame is wanted.
 */
const PACE = Object.freeze({ intervalMs: 0, maxMissedMs: 3000, halfLifeMs: 4000 });

/** A face that was missed is shown for so long where it should be, milliseconds; then it waits unseen to be found again. */
const SHOWN_UNSEEN_MS = 700;

/** Starts the engine and loads the networks. @throws {MaskpredError} when one of them cannot be had. */
export async function createSession(
  { detector: choice, engine }: SessionOptions,
  own: OwnModels,
): Promise<Session> {
  const started = await startEngine({ engine });
  const [detector, classifier] = await Promise.all([
    createDetector(choice, started.name, own.detector && ownFolder('detector')),
    loadClassifier(own.classifier && ownFolder('classifier'), { engine: started.name }),
  ]);
  const stopwatch = createStopwatch();
  const parts = {
    detector: timedDetector(detector, stopwatch),
    classifier: timedClassifier(classifier, stopwatch),
  };
  const [predictor, video] = await Promise.all([
    createMaskPredictor(parts),
    createVideoPredictor({ ...parts, ...PACE }),
  ]);

  const analyse = async <T>(
    source: ImageBitmap | Blob,
    work: (image: RgbImage) => Promise<T>,
  ): Promise<{ result: T; steps: StepTimes; image: RgbImage }> => {
    const startedAt = performance.now();
    const image = await decodeImage(source);
    const read = performance.now() - startedAt;
    stopwatch.take();
    const result = await work(image);
    const { detect, classify } = stopwatch.take();
    const total = performance.now() - startedAt;
    return { result, image, steps: { read, detect, classify, other: total - read - detect - classify } };
  };

  return {
    engine: started.name,
    labels: classifier.labels.filter((label) => label !== NOT_FACE),
    ownModels: {
      ...(own.classifier && { classifier: own.classifier.name }),
      ...(own.detector && { detector: own.detector.name }),
    },
    async analyseFrame(bitmap, timestampMs, minScore) {
      const { width, height } = bitmap;
      try {
        const { result, steps } = await analyse(bitmap, (image) =>
          video.push(image, { timestampMs, minScore }),
        );
        if (result.status === 'dropped') return undefined;
        const later = new Map(video.predictAt(timestampMs + FORESIGHT_MS).map(({ id, box }) => [id, box]));
        const people = result.people
          .filter(({ isSeen, lastSeenMs }) => isSeen || timestampMs - lastSeenMs <= SHOWN_UNSEEN_MS)
          .map(({ id, box, label, score }) => ({ id, box, nextBox: later.get(id) ?? box, label, score }));
        return { width, height, timestampMs, people, steps, tensors: memory().numTensors };
      } finally {
        bitmap.close();
      }
    },
    async analysePicture(file, minScore) {
      const { result, steps, image } = await analyse(file, (pixels) =>
        predictor.predict(pixels, { minScore }),
      );
      const { width, height } = image;
      const shown = sizeWithin(image, MAX_SHOWN_SIDE);
      const bitmap = await createImageBitmap(file, {
        imageOrientation: 'from-image',
        resizeWidth: shown.width,
        resizeHeight: shown.height,
        resizeQuality: 'high',
      });
      return { width, height, bitmap, people: result, steps };
    },
    forget: () => video.reset(),
  };
}

function ownFolder(role: keyof OwnModels): URL {
  return new URL(`../${OWN}${role}/`, self.location.href);
}
