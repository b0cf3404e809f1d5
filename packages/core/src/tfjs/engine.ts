import { MaskpredError } from '../error.js';

/** Where the networks run. In Node: `onnx`, `wasm`, `tensorflow`. In browsers: `webgpu`, `webgl`, `wasm`. */
export type EngineName = 'onnx' | 'wasm' | 'tensorflow' | 'webgpu' | 'webgl';

/** An engine that runs and has proved that it does. */
export interface Engine {
  readonly name: EngineName;
  /** Of TensorFlow.js; of `onnxruntime-node` for `onnx`. */
  readonly version: string;
}

export interface EngineOptions {
  /** `auto` takes the first that runs here, in the platform's order. @default MASKPRED_ENGINE in Node, else 'auto' */
  readonly engine?: EngineName | 'auto';
}

/** @throws {MaskpredError} INVALID_ARGUMENT for a name that this platform does not have. */
export function assertEngineName(engine: string, names: readonly EngineName[]): void {
  if (engine === 'auto' || (names as readonly string[]).includes(engine)) return;
  throw new MaskpredError(
    'INVALID_ARGUMENT',
    `There is no engine "${engine}" here. Choose one of: ${['auto', ...names].join(', ')}.`,
  );
}
