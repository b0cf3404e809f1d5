import { MaskpredError } from '../error.js';
import { askedEngine, startNetworkEngine } from './engine-node.js';
import { type ModelSource, readArtifacts, type ReadBytes } from './model-files.js';
import { assertNoIntegers, type LoadNetworkOptions, type Network } from './network.js';
import { resolveOutputs } from './outputs.js';

/**
 * Loads a TensorFlow.js graph model on an engine of this machine. With `auto`, a network that ONNX Runtime does not
 * take runs on `wasm`.
 *
 * @throws {MaskpredError} MODEL_LOAD_FAILED when a file is missing, cut short or not a graph model, MODEL_INCOMPATIBLE
 * when it has not the outputs that are asked for or the engine does not run it, and what starting the engine throws.
 */
export async function loadNetwork(
  source: ModelSource,
  readBytes: ReadBytes,
  options: LoadNetworkOptions,
): Promise<Network> {
  const reading = readArtifacts(source, readBytes); // while the engine starts
  reading.catch(() => undefined); // told below, after an engine that does not start
  const engine = await startNetworkEngine(options);
  const artifacts = await reading;
  const outputs = resolveOutputs(artifacts, options.outputs);
  if ('tensors' in engine) {
    assertNoIntegers(options, engine.tensors.name);
    const { openTensorNetwork } = await import('./tensor-network.js');
    return openTensorNetwork(source, artifacts, engine.tensors, outputs);
  }
  try {
    const { openOnnxNetwork } = await import('../onnx/onnx-network.js');
    return await openOnnxNetwork(engine.onnx, artifacts, outputs, options);
  } catch (error) {
    if (!MaskpredError.isInstance(error) || error.code !== 'MODEL_INCOMPATIBLE') throw error;
    if (askedEngine(options) !== 'auto' || options.int8) throw error;
    return loadNetwork(source, readBytes, { engine: 'wasm', outputs });
  }
}
