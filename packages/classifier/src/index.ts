export { classifyFaces, type ClassifyFacesOptions } from './classify-faces.js';
export { createFaceEmbedder, type FaceEmbedder } from './embed.js';
export { loadClassifier, type LoadedClassifier } from './load-classifier.js';
export { type ModelMetadata, parseMetadata, type Proportion } from './metadata.js';
export { preprocess } from './preprocess.js';
