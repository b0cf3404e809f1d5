import type { GraphModel } from '@tensorflow/tfjs-converter';
import { readBytes } from './decode/browser.js';
import type { GraphModelFiles } from './tfjs/graph-builder.js';
import * as networks from './tfjs/load-network-browser.js';
import * as files from './tfjs/model-files.js';
import type { LoadNetworkOptions, Network } from './tfjs/network.js';
import * as tensors from './tfjs/tensor-network.js';

export * from './tfjs-shared.js';
export { ENGINE_NAMES, startEngine } from './tfjs/engine-browser.js';

const readFile: files.ReadBytes = (location) => readBytes(location);

/** {@link networks.loadNetwork} with this platform's files. */
export const loadNetwork = (source: files.ModelSource, options: LoadNetworkOptions = {}): Promise<Network> =>
  networks.loadNetwork(source, readFile, options);
/** {@link loadNetwork} of a model that was just built, from memory. */
export const loadBuiltNetwork = (
  built: GraphModelFiles,
  options: LoadNetworkOptions = {},
): Promise<Network> => {
  const { source, readBytes: readBuilt } = files.sourceOfBuilt(built);
  return networks.loadNetwork(source, readBuilt, options);
};
/** {@link tensors.loadModel} with this platform's files. */
export const loadModel = (source: files.ModelSource): Promise<GraphModel> =>
  tensors.loadModel(source, readFile);
/** {@link tensors.loadModel} of a model that was just built, from memory. */
export const loadBuiltModel = (built: GraphModelFiles): Promise<GraphModel> => {
  const { source, readBytes: readBuilt } = files.sourceOfBuilt(built);
  return tensors.loadModel(source, readBuilt);
};
/** {@link files.readModelJson} with this platform's files. */
export const readModelJson = (source: files.ModelSource, fileName: string): Promise<unknown> =>
  files.readModelJson(source, fileName, readFile);
/** {@link files.readModelWeights} with this platform's files. */
export const readModelWeights = (source: files.ModelSource) => files.readModelWeights(source, readFile);
