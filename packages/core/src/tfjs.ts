import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { GraphModelFiles } from './tfjs/graph-builder.js';
import * as networks from './tfjs/load-network-node.js';
import * as files from './tfjs/model-files.js';
import type { LoadNetworkOptions, Network } from './tfjs/network.js';
import { readModelFile } from './tfjs/read-model-file-node.js';

export * from './tfjs-shared.js';
export { ENGINE_NAMES, startEngine } from './tfjs/engine-node.js';

/** {@link networks.loadNetwork} with this platform's files. */
export const loadNetwork = (source: files.ModelSource, options: LoadNetworkOptions = {}): Promise<Network> =>
  networks.loadNetwork(source, readModelFile, options);
/** {@link loadNetwork} of a model that was just built, from memory. */
export const loadBuiltNetwork = (
  built: GraphModelFiles,
  options: LoadNetworkOptions = {},
): Promise<Network> => {
  const { source, readBytes: readBuilt } = files.sourceOfBuilt(built);
  return networks.loadNetwork(source, readBuilt, options);
};
/**
 * Loads a TensorFlow.js graph model as it is, for work with its tensors. Start an engine first.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when a file is missing, cut short or not a graph model.
 */
export const loadModel = async (source: files.ModelSource): Promise<GraphModel> =>
  (await import('./tfjs/tensor-network.js')).loadModel(source, readModelFile);
/** {@link loadModel} of a model that was just built, from memory. */
export const loadBuiltModel = async (built: GraphModelFiles): Promise<GraphModel> => {
  const { source, readBytes: readBuilt } = files.sourceOfBuilt(built);
  return (await import('./tfjs/tensor-network.js')).loadModel(source, readBuilt);
};
/** {@link files.readModelJson} with this platform's files. */
export const readModelJson = (source: files.ModelSource, fileName: string): Promise<unknown> =>
  files.readModelJson(source, fileName, readModelFile);
/** {@link files.readModelWeights} with this platform's files. */
export const readModelWeights = (source: files.ModelSource) => files.readModelWeights(source, readModelFile);
