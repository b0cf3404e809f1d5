export { trainableConv1x1, trainableDepthwise3x3, trainableMatMul } from './train/convolution.js';
export { type FeatureCache, openFeatureCache } from './train/feature-cache.js';
export { registerGradients } from './train/gradients.js';
