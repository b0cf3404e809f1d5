import { type DecodedWeights, type ModelSource, readModelJson, readModelWeights } from '@maskpred/core/tfjs';
import { digestOf } from './digest.js';
import type { ForeignNetwork, Weight } from './network.js';
import { incompatible } from './problems.js';

/** What is read of a TensorFlow.js layers model besides its weights. */
interface LayersJson {
  readonly generatedBy?: unknown;
  readonly modelTopology?: { readonly model_config?: unknown };
}

/**
 * A TensorFlow.js layers model: model.json with its shards, as `model.save()` and `tensorflowjs_converter` write it.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when a file is missing or cut short.
 */
export async function readLayersFolder(source: ModelSource, location: string): Promise<ForeignNetwork> {
  const { modelTopology, generatedBy } = (await readModelJson(source, 'model.json')) as LayersJson;
  const weights = await readModelWeights(source);
  return {
    location,
    topology: modelTopology?.model_config ?? modelTopology,
    weightsOf: (_, layer) => pickWeights(weights, layer, location),
    ...(typeof generatedBy === 'string' ? { writtenBy: generatedBy } : {}),
    digest: () => digestOf(joinBytes(weights)),
  };
}

/** Weights are named `<prefix…>/<layer>/<weight>`. */
function pickWeights(weights: DecodedWeights, layer: string, location: string): Map<string, Weight> {
  const picked = new Map<string, Weight>();
  for (const [path, weight] of weights) {
    const [owner, name] = path.split('/').slice(-2);
    if (owner !== layer || name === undefined) continue;
    if (picked.has(name)) {
      throw incompatible(location, `holds two weights "${layer}/${name}": give the layers different names.`);
    }
    picked.set(name, weight);
  }
  return picked;
}

function joinBytes(weights: DecodedWeights): Uint8Array {
  const parts = [...weights.values()].map(
    ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
