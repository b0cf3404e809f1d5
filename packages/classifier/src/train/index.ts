export { augment, AUGMENTATION } from './augment.js';
export type { TrainingSample } from './features.js';
export type { EpochLogs } from './epoch-logs.js';
export { FINE_TUNE_DEFAULTS } from './fine-tune.js';
export { HEAD_DEFAULTS } from './head.js';
export { measure, wilson } from './metrics.js';
export type { ModelFolder } from './model-folder.js';
export { readBackbone } from './read-backbone.js';
export {
  TRAIN_DEFAULTS,
  trainClassifier,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
} from './train-classifier.js';
