import { io } from '@tensorflow/tfjs-core';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { MaskpredError, messageOf } from '../error.js';

/** Reads the bytes of one file; the platforms' `readBytes`. */
export type ReadBytes = (location: string | URL) => Promise<Uint8Array>;

/**
 * The files of a model folder by name, for folders whose files are found one by one (in a package, where a bundler
 * renames each). `model.json` and every shard that its manifest names must be there.
 */
export type ModelFiles = Readonly<Record<string, string | URL>>;

/** A model folder (path or URL), its model.json, or its files one by one. */
export type ModelSource = string | URL | ModelFiles;

/** Finds the file of that name in a model folder. */
export function locateModelFile(source: ModelSource, fileName: string): string | URL {
  if (typeof source !== 'string' && !(source instanceof URL)) {
    const location = source[fileName];
    if (location === undefined) {
      throw new MaskpredError(
        'MODEL_LOAD_FAILED',
        `The model has no file ${fileName}. Name every file of its folder.`,
      );
    }
    return location;
  }
  const folder = String(source).replace(/(^|[\\/])model\.json$/, '$1');
  const separator = folder === '' || /[\\/]$/.test(folder) ? '' : '/';
  const location = `${folder}${separator}${fileName}`;
  return source instanceof URL ? new URL(location) : location;
}

/**
 * Reads one JSON file of a model folder.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when it is missing or is not JSON.
 */
export async function readModelJson(
  source: ModelSource,
  fileName: string,
  readBytes: ReadBytes,
): Promise<unknown> {
  const location = locateModelFile(source, fileName);
  const bytes = await readModelFile(location, readBytes);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${String(location)}: not valid JSON (${messageOf(error)}). Copy the model folder again, or train it anew.`,
      { cause: error },
    );
  }
}

/**
 * Loads a TensorFlow.js graph model from a folder, a URL or single files. Start an engine first.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when a file is missing, cut short or not a graph model.
 */
export async function loadModel(source: ModelSource, readBytes: ReadBytes): Promise<GraphModel> {
  const artifacts = await readArtifacts(source, readBytes);
  const location = String(locateModelFile(source, 'model.json'));
  try {
    return await loadGraphModel(io.fromMemory(artifacts));
  } catch (error) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${location}: is no TensorFlow.js graph model: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}

/** Decoded weights of a model folder by name, each with its shape: what training starts from. */
export async function readModelWeights(
  source: ModelSource,
  readBytes: ReadBytes,
): Promise<Map<string, { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }>> {
  const { weightData, weightSpecs } = await readArtifacts(source, readBytes);
  const tensors = io.decodeWeights(weightData as ArrayBuffer, weightSpecs!);
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>();
  for (const [name, tensor] of Object.entries(tensors)) {
    weights.set(name, {
      shape: tensor.shape,
      values: tensor.dataSync().slice() as Float32Array | Int32Array,
    });
    tensor.dispose();
  }
  return weights;
}

async function readArtifacts(source: ModelSource, readBytes: ReadBytes): Promise<io.ModelArtifacts> {
  const location = String(locateModelFile(source, 'model.json'));
  const model = (await readModelJson(source, 'model.json', readBytes)) as Partial<io.ModelJSON> | null;
  const { modelTopology, weightsManifest } = model ?? {};
  if (!modelTopology || !Array.isArray(weightsManifest)) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${location}: has no modelTopology and weightsManifest, so it is no TensorFlow.js model.`,
    );
  }
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const paths = weightsManifest.flatMap((group) => group.paths);
  const shards = await Promise.all(
    paths.map((path) => readModelFile(locateModelFile(source, path), readBytes)),
  );
  const weightData = await new Blob(shards as Uint8Array<ArrayBuffer>[]).arrayBuffer();
  const expected = weightSpecs.reduce((sum, spec) => sum + byteLength(spec), 0);
  if (weightData.byteLength !== expected) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${location}: its weights (${paths.join(', ')}) hold ${weightData.byteLength} bytes, the manifest asks for ${expected}. ` +
        'A file is cut short or belongs to another model: copy the folder again.',
    );
  }
  return { ...model, modelTopology, weightSpecs, weightData } as io.ModelArtifacts;
}

const BYTES = { float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1 } as const;

function byteLength(spec: io.WeightsManifestEntry): number {
  const dtype = (spec.quantization?.dtype ?? spec.dtype) as keyof typeof BYTES;
  return spec.shape.reduce((product, side) => product * side, BYTES[dtype]);
}

async function readModelFile(location: string | URL, readBytes: ReadBytes): Promise<Uint8Array> {
  try {
    return await readBytes(location);
  } catch (error) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${messageOf(error)} A model folder holds model.json, metadata.json and every shard that model.json names.`,
      { cause: error },
    );
  }
}
