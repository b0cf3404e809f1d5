import { type EngineOptions, loadBuiltNetwork, type ModelSource, type Network } from '@maskpred/core/tfjs';
import type { ForeignMetadata } from '../metadata.js';
import { resolveMetadata } from './facts.js';
import type { ForeignOptions } from './given.js';
import { loadThroughLayers } from './layers-network.js';
import { UnknownLayerError } from './problems.js';
import { type ReadNetwork, readForeign } from './read-foreign.js';
import { fileNameOf } from './source.js';
import { writeGraph, type WrittenGraph } from './write-graph.js';

/** A network of another tool, ready to score, and what is known of it. */
export interface ForeignModel {
  readonly network: Network;
  readonly metadata: ForeignMetadata;
}

/**
 * Loads a model that another tool trained: as a graph where each layer has nodes, else through TensorFlow.js' layers.
 * @param metadata - the content of metadata.json in its folder, if there is any.
 * @throws {MaskpredError} as {@link readForeign}.
 */
export async function loadForeign(
  source: ModelSource,
  { engine, ...options }: ForeignOptions & EngineOptions,
  metadata: unknown,
): Promise<ForeignModel> {
  const engineOptions: EngineOptions = engine === undefined ? {} : { engine };
  const read = await readForeign(source, options, metadata);
  const { graph, inputSize, ending } = read;
  const written = tryToWrite(read);
  if (typeof written === 'string') {
    const { network, labelCount } = await loadThroughLayers(graph, inputSize, ending, written, engineOptions);
    try {
      return { network, metadata: metadataOf(read, labelCount, source) };
    } catch (error) {
      network.dispose();
      throw error;
    }
  }
  const known = metadataOf(read, written.labelCount, source);
  return { network: await loadBuiltNetwork(written.files, engineOptions), metadata: known };
}

/** The graph, or the layer for which there is none. */
function tryToWrite({ graph, inputSize, ending }: ReadNetwork): WrittenGraph | string {
  try {
    return writeGraph(graph, inputSize, ending, 'float32');
  } catch (error) {
    if (error instanceof UnknownLayerError) return error.message;
    throw error;
  }
}

/** The metadata of what was read. */
export function metadataOf(read: ReadNetwork, labelCount: number, source: ModelSource): ForeignMetadata {
  const { network, format, given } = read;
  const origin = {
    format,
    file: fileNameOf(source),
    ...(network.writtenBy === undefined ? {} : { writtenBy: network.writtenBy }),
  };
  return resolveMetadata({ ...read, labelCount, origin }, given);
}
