import type { Engine, EngineOptions } from './engine.js';

/** Numbers with their shape, in row-major order. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a network is run on. */
export interface NetworkInput {
  readonly shape: readonly number[];
  /** Or what writes them, before `run` returns, into memory that the network uses again and again: every number. */
  readonly values: Float32Array | ((values: Float32Array) => void);
}

/** A network whose weights are loaded, on whatever engine. */
export interface Network {
  /** What it runs on. */
  readonly engine: Engine;
  /** Names of the nodes that `run` returns, in that order. */
  readonly outputs: readonly string[];
  /** `userDefinedMetadata` of its model.json. */
  readonly userDefinedMetadata: Readonly<Record<string, unknown>>;
  /** One answer for each of `outputs`. Rejects when the network does not take a shape like that of `input`. */
  run(input: NetworkInput): Promise<TensorData[]>;
  /** Frees the weights; may be called again. */
  dispose(): void;
}

export interface LoadNetworkOptions extends EngineOptions {
  /**
   * Names of the nodes that `run` is to return; any node of the graph may be named.
   * @default the outputs that the model declares
   */
  readonly outputs?: readonly string[];
}
