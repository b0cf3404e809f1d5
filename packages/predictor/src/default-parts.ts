import { loadClassifier } from '@maskpred/classifier';
import { createFaceDetector } from '@maskpred/detector';
import type { PartFactories } from './parts.js';

/** The parts that a caller does not bring: what `@maskpred/detector` and `@maskpred/classifier` ship. */
export const DEFAULT_PARTS: PartFactories = {
  createDetector: (options) => createFaceDetector(options),
  createClassifier: (options) => loadClassifier(undefined, options),
};
