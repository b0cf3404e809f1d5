export { TRAIN_DEFAULTS, type TrainDetectorOptions } from './options.js';
export type { TrainProgress } from './progress.js';
export { trainDetector, type TrainedDetector } from './train-detector.js';
export type { SceneProblem, TrainingScene } from './training-scene.js';
