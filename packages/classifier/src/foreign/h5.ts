import { MaskpredError, messageOf } from '@maskpred/core';
import type { ForeignNetwork, Weight } from './network.js';
import { incompatible } from './problems.js';
import { digestOf } from './digest.js';
import { readWeight, sizeOfWeights } from './h5-weights.js';

type H5 = typeof import('h5wasm');

/** MobileNetV2 takes 14 MB, ResNet50 98; more than this is a mistake, or an attack on memory. */
const MAX_WEIGHT_BYTES = 256 * 2 ** 20;

/** The library with the memory that it works in; there is one at a time. */
let library: Promise<H5> | undefined;
/** How often it was started anew. */
let renewals = 0;
/** Of the one that there is. */
let failures = 0;
/** Its stack is not unwound where it fails, about 2 KB each time: after 2700 damaged files it has overwritten its own memory. */
const MAX_FAILURES = 1000;

async function importH5(): Promise<H5> {
  // A variable keeps bundlers and the declaration build from following an optional package of 4 MB.
  const name = 'h5wasm';
  try {
    // The build for browsers runs in Node too, and unlike the one for Node it sees no files but those it is given.
    return (await import(renewals === 0 ? name : `${import.meta.resolve(name)}?${renewals}`)) as H5;
  } catch (error) {
    library = undefined;
    throw new MaskpredError(
      'MISSING_DEPENDENCY',
      'Reading a Keras .h5 file needs h5wasm: npm i h5wasm@0.10.3. In a browser, convert the model once with ' +
        '`maskpred convert-model` and load the folder that it writes, which needs nothing.',
      { cause: error },
    );
  }
}

async function startH5(): Promise<{ h5: H5; module: Awaited<H5['ready']> }> {
  for (;;) {
    const asked = (library ??= importH5());
    const h5 = await asked;
    const module = await h5.ready;
    if (asked === library) return { h5, module }; // else it was given up meanwhile
  }
}

/**
 * A model that Keras 2 or 3 saved with `model.save('name.h5')`.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when the bytes are no whole HDF5 file, MODEL_INCOMPATIBLE when there is no model
 * in it, MISSING_DEPENDENCY without h5wasm.
 */
export async function readKerasH5(bytes: Uint8Array, location: string): Promise<ForeignNetwork> {
  const { h5, module } = await startH5();
  // From here to the end nothing waits, so one name does for all.
  const path = '/maskpred.h5';
  const { FS } = module;
  try {
    // Else it prints to the console whatever the application handles.
    module.activate_throwing_error_handler();
    FS.writeFile(path, bytes);
    const file = new h5.File(path, 'r');
    try {
      return { ...readModel(h5, file, location), location, digest: () => digestOf(bytes) };
    } finally {
      file.close();
    }
  } catch (error) {
    if (MaskpredError.isInstance(error)) throw error;
    const isCrash = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    if (isCrash || ++failures >= MAX_FAILURES) {
      library = undefined; // spoilt, it would refuse whole files too
      renewals++;
      failures = 0;
    }
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${location}: is no whole HDF5 file (${bytes.length} bytes): ${messageOf(error).split('\n', 1)[0]}. Copy it again.`,
      { cause: error },
    );
  } finally {
    if (FS.analyzePath(path).exists) FS.unlink(path);
  }
}

type Content = Pick<ForeignNetwork, 'topology' | 'weightsOf'> & { writtenBy?: string };

function readModel(h5: H5, file: InstanceType<H5['File']>, location: string): Content {
  const { model_config: config, keras_version: version } = file.attrs;
  if (!config) {
    throw incompatible(
      location,
      'holds weights only, without a description of the network. Save the whole model in Keras: model.save("name.h5").',
    );
  }
  const root = file.get('model_weights');
  if (!(root instanceof h5.Group)) throw incompatible(location, 'has no group model_weights: it is damaged.');
  const datasets = new Map<string, InstanceType<H5['Dataset']>>();
  for (const path of root.paths()) {
    const entity = root.get(path);
    if (entity instanceof h5.Dataset) datasets.set(path, entity);
  }
  const size = sizeOfWeights([...datasets.values()]);
  if (!(size <= MAX_WEIGHT_BYTES)) {
    throw incompatible(
      location,
      `says that its weights take ${Math.round(size / 2 ** 20)} MB, at most ${MAX_WEIGHT_BYTES / 2 ** 20} MB are read. ` +
        'A classifier of faces needs no more: take a smaller backbone.',
    );
  }
  const weights = new Map<string, Weight>();
  for (const [path, dataset] of datasets) weights.set(path, readWeight(dataset, `${location}: ${path}`));
  return {
    topology: parseConfig(config.value, location),
    weightsOf: (group, layer) => pickWeights(weights, group, layer, location),
    ...(typeof version?.value === 'string' ? { writtenBy: `keras ${version.value}` } : {}),
  };
}

function parseConfig(value: unknown, location: string): unknown {
  try {
    return JSON.parse(String(value));
  } catch (error) {
    throw incompatible(location, `its description of the network is no JSON: ${messageOf(error)}.`, error);
  }
}

/**
 * Weights lie at `<group>/<prefix…>/<layer>/<weight>:0`, the group being a layer of the outermost model. What stands between
 * differs between versions of Keras, and a layer that was renamed keeps the old name there.
 */
function pickWeights(
  weights: ReadonlyMap<string, Weight>,
  group: string,
  layer: string,
  location: string,
): Map<string, Weight> {
  const picked = new Map<string, Weight>();
  for (const [path, weight] of weights) {
    if (!path.startsWith(`${group}/`)) continue;
    const parts = path.split('/');
    const name = parts.at(-1)!.replace(/:\d+$/, '');
    if (group !== layer && parts.at(-2) !== layer) continue;
    if (picked.has(name)) {
      throw incompatible(
        location,
        `holds two weights "${layer}/${name}" in "${group}": give the layers different names.`,
      );
    }
    picked.set(name, weight);
  }
  return picked;
}
