import { startEngine } from './engine-browser.js';
import { type ModelSource, readArtifacts, type ReadBytes } from './model-files.js';
import { assertNoIntegers, type LoadNetworkOptions, type Network } from './network.js';
import { resolveOutputs } from './outputs.js';
import { openTensorNetwork } from './tensor-network.js';

/** As in Node, on an engine of TensorFlow.js. */
export async function loadNetwork(
  source: ModelSource,
  readBytes: ReadBytes,
  options: LoadNetworkOptions,
): Promise<Network> {
  const reading = readArtifacts(source, readBytes); // while the engine starts
  reading.catch(() => undefined); // told below, after an engine that does not start
  const engine = await startEngine(options);
  assertNoIntegers(options, engine.name);
  const artifacts = await reading;
  return openTensorNetwork(source, artifacts, engine, resolveOutputs(artifacts, options.outputs));
}
