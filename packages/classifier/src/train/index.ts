export { augment, AUGMENTATION } from './augment.js';
export type { Balance } from './examples.js';
export {
  createFeatureExtractor,
  type FeatureExtractor,
  type FeatureExtractorOptions,
  type FeatureView,
} from './extractor.js';
export type { TrainingSample } from './features.js';
export type { Schedule } from './learning-rate.js';
export { measure, wilson } from './metrics.js';
export type { ModelFolder } from './model-folder.js';
export { readBackbone } from './read-backbone.js';
export { trainClassifier, type TrainResult } from './train-classifier.js';
export {
  type LabelConflict,
  TRAIN_DEFAULTS,
  type TrainOptions,
  type TrainProgress,
} from './train-options.js';
