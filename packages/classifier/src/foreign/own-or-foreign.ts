import { assertArgument, MaskpredError } from '@maskpred/core';
import { type ModelSource, readModelJson } from '@maskpred/core/tfjs';
import { type ForeignMetadata, type ModelMetadata, parseAnyMetadata } from '../metadata.js';
import { assertForeignOptions, type ForeignOptions } from './given.js';
import { kindOfSource, nameOfSource } from './source.js';

/** A model folder that maskpred wrote, with its metadata; or another model, with whatever metadata.json is beside it. */
export type OpenedSource =
  | { readonly isOwn: true; readonly metadata: ModelMetadata | ForeignMetadata }
  | { readonly isOwn: false; readonly metadata: unknown };

/**
 * Tells whose model it is by its metadata.json.
 * @throws {MaskpredError} MODEL_LOAD_FAILED, MODEL_INCOMPATIBLE when maskpred's own metadata does not fit, INVALID_ARGUMENT when
 * it says itself what was given.
 */
export async function openSource(source: ModelSource, given: ForeignOptions): Promise<OpenedSource> {
  assertForeignOptions(given);
  if (kindOfSource(source) === 'h5') return { isOwn: false, metadata: undefined };
  const metadata = await readMetadata(source);
  if (typeof metadata !== 'object' || metadata === null || !('formatVersion' in metadata)) {
    return { isOwn: false, metadata };
  }
  const [option] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  assertArgument(
    option === undefined,
    `${nameOfSource(source)}: says in its metadata.json what \`${option}\` is for. Leave the option out.`,
  );
  return { isOwn: true, metadata: parseAnyMetadata(metadata, nameOfSource(source)) };
}

/** Undefined for a layers model without one. */
async function readMetadata(source: ModelSource): Promise<unknown> {
  try {
    return await readModelJson(source, 'metadata.json');
  } catch (error) {
    const isLayers =
      isMissing(error) && isLayersModel(await readModelJson(source, 'model.json').catch(() => null));
    if (isLayers) return undefined;
    throw error;
  }
}

/** True when the file is not there, in contrast to one that cannot be read. */
function isMissing(error: unknown): boolean {
  if (!MaskpredError.isInstance(error)) return false;
  const { cause } = error;
  return cause === undefined || (MaskpredError.isInstance(cause) && cause.code === 'FILE_NOT_FOUND');
}

/** True for the model.json of a TensorFlow.js layers model. */
export function isLayersModel(json: unknown): boolean {
  const { format, modelTopology } = (json ?? {}) as {
    format?: unknown;
    modelTopology?: { model_config?: unknown; class_name?: unknown };
  };
  return (
    format === 'layers-model' ||
    modelTopology?.model_config !== undefined ||
    modelTopology?.class_name !== undefined
  );
}
