import type { io } from '@tensorflow/tfjs-core';
import { MaskpredError, messageOf } from '../error.js';
import { foldConstants } from './fold-constants.js';
import type { GraphModelFiles } from './graph-builder.js';
import { byteLengthOf, type DecodedWeights, decodeWeights, isWeightSpec } from './weights.js';
import type { ModelArtifacts } from './model-artifacts.js';

/**
 * Reads the bytes of one file; the platforms' `readBytes`.
 * @param folder - where the file lies; where the platform has links, none that leads out of it is followed.
 */
export type ReadBytes = (location: string | URL, folder?: string | URL) => Promise<Uint8Array>;

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
    const location = Object.hasOwn(source, fileName) ? source[fileName] : undefined;
    if (location === undefined) {
      throw new MaskpredError(
        'MODEL_LOAD_FAILED',
        `The model has no file ${fileName}. Name every file of its folder.`,
      );
    }
    return location;
  }
  const folder = folderOf(source);
  const separator = folder === '' || /[\\/]$/.test(folder) ? '' : '/';
  const location = `${folder}${separator}${fileName}`;
  return source instanceof URL ? new URL(location) : location;
}

/** The folder of a source that is named by it or by its model.json. */
function folderOf(source: string | URL): string {
  return String(source).replace(/(^|[\\/])model\.json$/, '$1');
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

/** The files of a model that was just built, as a source: its second part reads them. */
export function sourceOfBuilt(files: GraphModelFiles): { source: ModelFiles; readBytes: ReadBytes } {
  const source = Object.fromEntries(Object.keys(files).map((name) => [name, name]));
  const readBytes: ReadBytes = async (name) => {
    const content = files[String(name)]!;
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
  return { source, readBytes };
}

/** The weights of a model folder, decoded to float32 (int32 stays). */
export async function readModelWeights(source: ModelSource, readBytes: ReadBytes): Promise<DecodedWeights> {
  const { weightData, weightSpecs } = await readArtifacts(source, readBytes);
  return decodeWeights(weightSpecs, new Uint8Array(weightData));
}

/**
 * Reads model.json and every shard that it names. Weights that are stored as a product of two are multiplied.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when one is missing or cut short, or when model.json is something else.
 */
export async function readArtifacts(source: ModelSource, readBytes: ReadBytes): Promise<ModelArtifacts> {
  const location = String(locateModelFile(source, 'model.json'));
  const model = (await readModelJson(source, 'model.json', readBytes)) as Partial<io.ModelJSON> | null;
  const { modelTopology, weightsManifest } = model ?? {};
  if (!modelTopology || !isManifest(weightsManifest)) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${location}: has no modelTopology and whole weightsManifest, so it is no TensorFlow.js model. Copy the model folder again.`,
    );
  }
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const paths = weightsManifest.flatMap((group) => group.paths);
  const shards = await Promise.all(paths.map((path) => readShard(source, path, readBytes)));
  const weightData = await new Blob(shards as Uint8Array<ArrayBuffer>[]).arrayBuffer();
  const expected = weightSpecs.reduce((sum, spec) => sum + byteLengthOf(spec), 0);
  if (weightData.byteLength !== expected) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${location}: its weights (${paths.join(', ')}) hold ${weightData.byteLength} bytes, the manifest asks for ${expected}. ` +
        'A file is cut short or belongs to another model: copy the folder again.',
    );
  }
  return { ...model, ...foldConstants({ modelTopology, weightSpecs, weightData }) };
}

/** True when every group names its files and gives each weight a name and a shape; the rest is checked by sizes. */
function isManifest(value: unknown): value is io.WeightsManifestConfig {
  const isGroup = (group: Partial<io.WeightsManifestConfig[number]> | null) =>
    Array.isArray(group?.paths) &&
    group.paths.every((path) => typeof path === 'string') &&
    Array.isArray(group.weights) &&
    group.weights.every(isWeightSpec);
  return Array.isArray(value) && value.every(isGroup);
}

/** Whether a name leads to a file of the folder that it is found in, as a path and as a part of a URL. */
function staysInFolder(name: string): boolean {
  // Backslash and colon are separators on Windows and of schemes; URLs decode what is written with a percent sign.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\\:\u0000-\u001f]|%(?:2e|2f|5c|00)/i.test(name)) return false;
  return name.split(/[/?#]/).every((part) => part === '.' || !/^[. ]*$/.test(part)); // browsers save as ./weights.bin
}

async function readShard(source: ModelSource, name: string, readBytes: ReadBytes): Promise<Uint8Array> {
  if (typeof source !== 'string' && !(source instanceof URL)) {
    return readModelFile(locateModelFile(source, name), readBytes);
  }
  if (!staysInFolder(name)) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${String(source)}: its model.json names a shard outside of its folder (${JSON.stringify(name)}), which is not read. ` +
        'Get the model from somebody you trust.',
    );
  }
  return readModelFile(locateModelFile(source, name), (file) => readBytes(file, folderOf(source)));
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
