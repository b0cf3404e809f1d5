import { MaskpredError } from '../error.js';
import type { Engine, EngineName, EngineOptions } from './engine.js';

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
  /**
   * Computes with integers of 8 bits where the graph itself bounds what goes into a convolution and comes out of it, as
   * ReLU6 does: faster, and a little less exact. Only for the engine `onnx`.
   * @default no integers
   */
  readonly int8?: Int8Options | undefined;
}

export interface Int8Options {
  /** What the network's input lies within. */
  readonly inputRange: readonly [low: number, high: number];
}

/** @throws {MaskpredError} ENGINE_UNAVAILABLE when an engine that has no integers is to compute with them. */
export function assertNoIntegers({ int8 }: LoadNetworkOptions, engine: EngineName): void {
  if (!int8) return;
  throw new MaskpredError(
    'ENGINE_UNAVAILABLE',
    `Integers of 8 bits run on the engine onnx, and this is ${engine}. Install onnxruntime-node, or leave int8 out.`,
  );
}
