import { type ModelSource, readModelJson } from '@maskpred/core/tfjs';
import type { ForeignMetadata } from '../metadata.js';
import { endingOf, type Ending } from './ending.js';
import { parseSidecar, resolveInputSize, type Sidecar } from './facts.js';
import type { ForeignOptions } from './given.js';
import { readKerasH5 } from './h5.js';
import { readLayersFolder } from './layers-folder.js';
import type { ForeignNetwork, LayerGraph } from './network.js';
import { incompatible } from './problems.js';
import { type PixelScaling, simplify } from './simplify.js';
import { isLayersModel } from './own-or-foreign.js';
import { kindOfSource, nameOfSource, readH5Bytes, readSidecar } from './source.js';
import { traceLayers } from './trace.js';

/** A network of another tool, read and understood. */
export interface ReadNetwork {
  readonly network: ForeignNetwork;
  readonly format: ForeignMetadata['origin']['format'];
  readonly graph: LayerGraph;
  readonly scaling: PixelScaling | undefined;
  readonly ending: Ending;
  readonly inputSize: number;
  /** What was given, and what the files beside the network say where it was not. */
  readonly given: ForeignOptions;
  readonly isTeachableMachine: boolean;
  readonly sidecarName: string;
}

/**
 * Reads a model that another tool trained.
 * @param metadata - the content of metadata.json in its folder, if there is any.
 * @throws {MaskpredError} MODEL_LOAD_FAILED, MODEL_INCOMPATIBLE, MISSING_DEPENDENCY, INVALID_ARGUMENT.
 */
export async function readForeign(
  source: ModelSource,
  options: ForeignOptions,
  metadata: unknown,
): Promise<ReadNetwork> {
  const location = nameOfSource(source);
  const isH5 = kindOfSource(source) === 'h5';
  const { isTeachableMachine, said }: Sidecar = parseSidecar(
    isH5 ? await readSidecar(source) : metadata,
    location,
  );
  const given = { ...said, ...options };
  const network = isH5
    ? await readKerasH5(await readH5Bytes(source), location)
    : await readLayers(source, location);
  const { graph, scaling } = simplify(traceLayers(network));
  return {
    network,
    format: isH5 ? 'keras-h5' : isTeachableMachine ? 'teachable-machine' : 'layers-model',
    graph,
    scaling,
    ending: endingOf(graph),
    inputSize: resolveInputSize(graph, given),
    given,
    isTeachableMachine,
    sidecarName: isH5 ? '<name>.metadata.json beside it' : 'metadata.json beside it',
  };
}

async function readLayers(source: ModelSource, location: string): Promise<ForeignNetwork> {
  if (!isLayersModel(await readModelJson(source, 'model.json'))) {
    throw incompatible(
      location,
      'its metadata.json is none that maskpred wrote, and its model.json is no layers model. A graph model needs the ' +
        'metadata.json of `maskpred train` or `maskpred convert-model`.',
    );
  }
  return readLayersFolder(source, location);
}
