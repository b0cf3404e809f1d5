import type { Classifier, FaceDetector, ImageInput } from '@maskpred/core';

/** Adds up how long parts take, by name. */
export interface Stopwatch {
  /** Milliseconds by name since the last `take`. */
  take(): Readonly<Record<'detect' | 'classify', number>>;
  watch<T>(name: 'detect' | 'classify', work: () => Promise<T>): Promise<T>;
}

export function createStopwatch(now: () => number = () => performance.now()): Stopwatch {
  let times = { detect: 0, classify: 0 };
  return {
    take() {
      const taken = times;
      times = { detect: 0, classify: 0 };
      return taken;
    },
    async watch(name, work) {
      const start = now();
      try {
        return await work();
      } finally {
        times[name] += now() - start;
      }
    },
  };
}

/** The same detector, with its time taken. */
export function timedDetector(
  detector: FaceDetector<ImageInput>,
  stopwatch: Stopwatch,
): FaceDetector<ImageInput> {
  return {
    name: detector.name,
    detect: (image, options) => stopwatch.watch('detect', () => detector.detect(image, options)),
    dispose: () => detector.dispose(),
  };
}

/** The same classifier, with its time taken. */
export function timedClassifier<L extends string>(
  classifier: Classifier<L>,
  stopwatch: Stopwatch,
): Classifier<L> {
  return {
    labels: classifier.labels,
    ...(classifier.cropMargin === undefined ? {} : { cropMargin: classifier.cropMargin }),
    classify: (faces, options) => stopwatch.watch('classify', () => classifier.classify(faces, options)),
    dispose: () => classifier.dispose(),
  };
}
