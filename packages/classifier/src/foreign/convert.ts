import { type GraphModelFiles, loadBuiltNetwork, type ModelSource } from '@maskpred/core/tfjs';
import type { ForeignMetadata } from '../metadata.js';
import type { ForeignOptions } from './given.js';
import { metadataOf } from './load-foreign.js';
import { incompatible, UnknownLayerError } from './problems.js';
import { readForeign } from './read-foreign.js';
import { writeGraph } from './write-graph.js';

/** How kernels are stored: 4 bytes a number, or 2. */
export type ConvertPrecision = 'float32' | 'float16';

/**
 * The files of a model folder with the network of another tool.
 * @param metadata - the content of metadata.json in its folder, if there is any.
 * @throws {MaskpredError} as `readForeign`, and MODEL_INCOMPATIBLE when a layer has no nodes.
 */
export async function convertForeign(
  source: ModelSource,
  options: ForeignOptions,
  precision: ConvertPrecision,
  metadata: unknown,
): Promise<GraphModelFiles> {
  const read = await readForeign(source, options, metadata);
  const { network, graph, inputSize, ending } = read;
  try {
    const { files, labelCount } = writeGraph(graph, inputSize, ending, precision);
    const known = metadataOf(read, labelCount, source);
    await prove(files, inputSize, graph.location);
    const whole = { ...known, origin: { ...known.origin, sha256: await network.digest() } };
    return {
      ...files,
      'metadata.json': `${JSON.stringify(whole, null, 2)}\n`,
      'MODEL_CARD.md': formatCard(whole, precision),
    };
  } catch (error) {
    if (!(error instanceof UnknownLayerError)) throw error;
    throw incompatible(
      graph.location,
      `its layer ${error.message} cannot be written as a graph. The model may still run as it is: loadClassifier() takes it ` +
        'where @tensorflow/tfjs-layers is installed.',
      error,
    );
  }
}

/** Runs one black picture, so that what is written is known to run. */
async function prove(files: GraphModelFiles, inputSize: number, location: string): Promise<void> {
  const network = await loadBuiltNetwork(files);
  try {
    const shape = [1, inputSize, inputSize, 3];
    const [scores] = await network.run({ shape, values: new Float32Array(inputSize * inputSize * 3) });
    if (!scores?.values.every(Number.isFinite)) {
      throw incompatible(
        location,
        'gives scores that are not numbers: its weights are too large to compute with.',
      );
    }
  } finally {
    network.dispose();
  }
}

function formatCard(metadata: ForeignMetadata, precision: ConvertPrecision): string {
  const { labels, inputSize, pixelRange, cropMargin, backbone, origin } = metadata;
  const tool = origin.writtenBy === undefined ? '' : `, written by ${origin.writtenBy}`;
  return [
    '# Model card',
    '',
    `Converted by maskpred from \`${origin.file}\` (${origin.format}${tool}); sha256 of its weights \`${origin.sha256}\`.`,
    '',
    '| | |',
    '|---|---|',
    `| labels, in the order of the outputs | ${labels.join(', ')} |`,
    `| pictures | ${inputSize} x ${inputSize}, RGB, bytes 0 to 255 as ${pixelRange[0]} to ${pixelRange[1]} |`,
    `| margin around a face's box | ${cropMargin} |`,
    `| backbone | ${backbone} |`,
    `| kernels | ${precision}, BatchNorm folded in |`,
    '',
    'How it was trained, and on what, is not known here, and nothing was measured: `maskpred evaluate` does.',
    '',
  ].join('\n');
}
