// What the subpath `@maskpred/core/tfjs` has on every platform.
export type { Engine, EngineName, EngineOptions } from './tfjs/engine.js';
export { type ConvolutionOptions, GraphBuilder, type GraphModelFiles } from './tfjs/graph-builder.js';
export { lendInputMemory } from './tfjs/input-memory.js';
export type { ModelFiles, ModelSource } from './tfjs/model-files.js';
export type { Int8Options, LoadNetworkOptions, Network, NetworkInput, TensorData } from './tfjs/network.js';
export {
  type DecodedWeights,
  decodeWeights,
  encodeWeight,
  type EncodedWeight,
  type NamedWeight,
  type WeightPrecision,
} from './tfjs/weights.js';
