// Parts of the SSD for the scripts of this package. Not an entry point for users.
export { buildSsdGraph } from './ssd-graph.js';
export { foldFaceApiWeights } from './train/pretrained.js';
