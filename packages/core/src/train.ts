export { type AdamState, readAdamState, restoreAdam } from './train/adam.js';
export { trainableBias } from './train/bias.js';
export {
  type Checkpoint,
  type FoundCheckpoint,
  readCheckpoint,
  removeCheckpoint,
  writeCheckpoint,
} from './train/checkpoint.js';
export {
  trainableConv1x1,
  trainableConv3x3,
  trainableDepthwise3x3,
  trainableMatMul,
} from './train/convolution.js';
export { isHistory } from './train/epoch-record.js';
export { type FeatureCache, type FeatureCacheOptions, openFeatureCache } from './train/feature-cache.js';
export { registerGradients } from './train/gradients.js';
