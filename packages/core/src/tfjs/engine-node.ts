import { MaskpredError, messageOf } from '../error.js';
import type { OnnxRuntime } from '../onnx/runtime.js';
import { assertEngineName, type Engine, type EngineName, type EngineOptions } from './engine.js';
import type { ImportedPackage } from './engine-package.js';

/** The engines of this platform; `auto` takes the first of the first two that runs. */
export const ENGINE_NAMES: readonly EngineName[] = Object.freeze(['onnx', 'wasm', 'tensorflow']);

/** What a network is to run on: ONNX Runtime itself, or an engine of TensorFlow.js that has started. */
export type NetworkEngine = { readonly onnx: ImportedPackage<OnnxRuntime> } | { readonly tensors: Engine };

/**
 * Starts an engine and proves that it is the one that computes. TensorFlow.js has one engine a process: starting
 * another one switches everything that runs afterwards. ONNX Runtime runs whole networks; with it, tensors (as in
 * training) are computed on `wasm`, which is started too.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a name that this platform does not have, ENGINE_UNAVAILABLE when its
 * package is not installed, of another version or broken, or when TensorFlow.js fell back to another.
 * @example
 * await startEngine(); // { name: 'wasm', version: '4.22.0' }
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const network = await startNetworkEngine(options);
  if ('tensors' in network) return network.tensors;
  await startTensors('wasm');
  return { name: 'onnx', version: network.onnx.version };
}

/** The engine that is asked for: by the option, else by MASKPRED_ENGINE, else `auto`. */
export function askedEngine({ engine }: EngineOptions): EngineName | 'auto' {
  return engine ?? ((process.env['MASKPRED_ENGINE'] || 'auto') as EngineName | 'auto');
}

/** The same for networks alone: with `onnx`, TensorFlow.js is not even loaded. */
export async function startNetworkEngine(options: EngineOptions): Promise<NetworkEngine> {
  const engine = askedEngine(options);
  assertEngineName(engine, ENGINE_NAMES);
  if (engine !== 'auto' && engine !== 'onnx') return { tensors: await startTensors(engine) };
  try {
    const { loadOnnxRuntime } = await import('../onnx/runtime.js');
    return { onnx: await loadOnnxRuntime() };
  } catch (error) {
    if (engine === 'onnx') throw error;
    return { tensors: await startTensors('wasm') };
  }
}

async function startTensors(engine: EngineName): Promise<Engine> {
  try {
    const { startTensorEngine } = await import('./tensor-engine-node.js');
    return await startTensorEngine(engine);
  } catch (error) {
    if (MaskpredError.isInstance(error)) throw error;
    throw new MaskpredError(
      'ENGINE_UNAVAILABLE',
      `The engine ${engine} needs @tensorflow/tfjs-core and @tensorflow/tfjs-backend-wasm 4.22.0, which do not load: ${messageOf(error)}. ` +
        'npm i @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-converter@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0',
      { cause: error },
    );
  }
}
