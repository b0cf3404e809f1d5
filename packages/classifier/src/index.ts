export {
  type AttentionMap,
  type AttentionMapper,
  type AttentionOptions,
  createAttentionMapper,
} from './attention/attention-mapper.js';
export { drawAttention, type DrawAttentionOptions } from './attention/draw-attention.js';
export { classifyFaces, type ClassifyFacesOptions } from './classify-faces.js';
export { createFaceEmbedder, type FaceEmbedder } from './embed.js';
export { convertClassifier, type ConvertClassifierOptions } from './foreign/convert-classifier.js';
export type { ConvertPrecision } from './foreign/convert.js';
export type { ForeignOptions } from './foreign/given.js';
export { loadClassifier, type LoadClassifierOptions, type LoadedClassifier } from './load-classifier.js';
export {
  type ForeignMetadata,
  isForeignMetadata,
  type ModelMetadata,
  parseMetadata,
  type Proportion,
} from './metadata.js';
export { preprocess } from './preprocess.js';
