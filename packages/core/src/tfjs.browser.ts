import type { GraphModel } from '@tensorflow/tfjs-converter';
import { readBytes } from './decode/browser.js';
import * as files from './tfjs/model-files.js';

export * from './tfjs-shared.js';
export { ENGINE_NAMES, startEngine } from './tfjs/engine-browser.js';

/** {@link files.loadModel} with this platform's files. */
export const loadModel = (source: files.ModelSource): Promise<GraphModel> =>
  files.loadModel(source, readBytes);
/** {@link files.readModelJson} with this platform's files. */
export const readModelJson = (source: files.ModelSource, fileName: string): Promise<unknown> =>
  files.readModelJson(source, fileName, readBytes);
/** {@link files.readModelWeights} with this platform's files. */
export const readModelWeights = (source: files.ModelSource) => files.readModelWeights(source, readBytes);
