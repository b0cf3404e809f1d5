import { MaskpredError } from '@maskpred/core';
import { readBytes } from '@maskpred/core/platform';
import type { ModelSource } from '@maskpred/core/tfjs';

/** A Keras file by its name or URL, or a folder with a model.json. */
export type SourceKind = 'h5' | 'folder';

const ADVICE: Readonly<Record<string, string>> = {
  keras: 'Files of Keras 3 in its own format are not read: save the model as HDF5, model.save("name.h5").',
  tflite: 'TensorFlow Lite models are not read: export the model as Keras .h5, or for TensorFlow.js.',
  onnx: 'ONNX models are not read: export the model as Keras .h5, or for TensorFlow.js.',
  pb: 'SavedModels are not read: in Keras, load it and save it as HDF5, model.save("name.h5").',
  zip: 'Unpack it first, and name the folder that holds model.json.',
  pt: 'PyTorch models are not read.',
  pth: 'PyTorch models are not read.',
};

/** The one place that tells what a source is by its name. */
export function kindOfSource(source: ModelSource): SourceKind {
  const extension = /\.(\w+)$/.exec(pathOf(source))?.[1]?.toLowerCase() ?? '';
  if (extension === 'h5' || extension === 'hdf5') return 'h5';
  const advice = Object.hasOwn(ADVICE, extension) ? ADVICE[extension] : undefined;
  if (advice) throw new MaskpredError('MODEL_LOAD_FAILED', `${pathOf(source)}: ${advice}`);
  return 'folder';
}

/** What the source is called in messages. */
export function nameOfSource(source: ModelSource): string {
  return typeof source === 'string' || source instanceof URL ? String(source) : 'the model';
}

/** The bytes of a Keras file. */
export async function readH5Bytes(source: ModelSource): Promise<Uint8Array> {
  try {
    return await readBytes(locationOf(source));
  } catch (error) {
    if (!MaskpredError.isInstance(error)) throw error;
    throw new MaskpredError('MODEL_LOAD_FAILED', error.message, { cause: error });
  }
}

/** The content of `<name>.metadata.json` beside a Keras file; undefined when there is none. */
export async function readSidecar(source: ModelSource): Promise<unknown> {
  const location = locationOf(source);
  const beside = String(location).replace(/\.\w+(?=$|[?#])/, '.metadata.json');
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(location instanceof URL ? new URL(beside) : beside);
  } catch (error) {
    if (MaskpredError.isInstance(error) && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new MaskpredError('MODEL_LOAD_FAILED', `${beside}: is not valid JSON. Correct it, or remove it.`, {
      cause: error,
    });
  }
}

/** One file given by name, as `{ 'mask.h5': url }`, stands for where it is. */
function locationOf(source: ModelSource): string | URL {
  if (typeof source === 'string' || source instanceof URL) return source;
  const [name] = Object.keys(source);
  return source[name!]!;
}

/** Without the query of a URL. */
function pathOf(source: ModelSource): string {
  if (source instanceof URL) return source.pathname;
  if (typeof source === 'string') return /^https?:/i.test(source) ? source.replace(/[?#].*$/, '') : source;
  const names = Object.keys(source);
  return names.length === 1 ? names[0]! : '';
}

/** The last part of the path, without the query of a URL. */
export function fileNameOf(source: ModelSource): string {
  const parts = pathOf(source)
    .split(/[\\/]/)
    .filter((part) => part !== '');
  return parts.at(-1) ?? 'model.json';
}
