import { startEngine } from './engine-browser.js';
import { type ModelSource, readArtifacts, type ReadBytes } from './model-files.js';
import type { LoadNetworkOptions, Network } from './network.js';
import { resolveOutputs } from './outputs.js';
import { openTensorNetwork } from './tensor-network.js';

/** As in Node, on an engine of TensorFlow.js. */
export async function loadNetwork(
  source: ModelSource,
  readBytes: ReadBytes,
  { outputs, ...options }: LoadNetworkOptions,
): Promise<Network> {
  const reading = readArtifacts(source, readBytes); // while the engine starts
  reading.catch(() => undefined); // told below, after an engine that does not start
  const engine = await startEngine(options);
  const artifacts = await reading;
  return openTensorNetwork(source, artifacts, engine, resolveOutputs(artifacts, outputs));
}
