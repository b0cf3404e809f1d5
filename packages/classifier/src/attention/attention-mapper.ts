import { assertArgument, type CallOptions, MaskpredError, type RawImage } from '@maskpred/core';
import {
  type EngineOptions,
  loadNetwork,
  type ModelSource,
  type Network,
  readModelJson,
  readModelWeights,
} from '@maskpred/core/tfjs';
import { parseAnyMetadata } from '../metadata.js';
import { preprocess } from '../preprocess.js';
import { SHIPPED_MODEL } from '../shipped-model.js';
import { type LinearLayer, projectActivations, readLinearLayer } from './linear-layer.js';
import { findPooledHead } from './pooled-head.js';

/** How much each place of a crop speaks for a label. */
export interface AttentionMap {
  readonly label: string;
  /** Places in a row: 7 for MobileNetV2 at 224 pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * Row by row from the top left: above 0 the place speaks for the label, below 0 for others. Their mean plus `bias` is
   * the natural logarithm of the label's score over the geometric mean of all scores.
   */
  readonly values: Float32Array;
  /** What speaks for the label before anything is seen. */
  readonly bias: number;
}

export interface AttentionOptions extends CallOptions {
  /** @default the label that the model gives the crop */
  readonly label?: string;
}

/** Says where in a crop a classifier sees what it answers. */
export interface AttentionMapper {
  /** In the order of the model's outputs. */
  readonly labels: readonly string[];
  /**
   * The class activation map (Zhou et al. 2016, arXiv:1512.04150) of one crop, exact for these networks.
   * @throws {MaskpredError} INVALID_ARGUMENT for a label that the model does not have; DISPOSED; `signal.reason` when aborted.
   */
  map(crop: RawImage, options?: AttentionOptions): Promise<AttentionMap>;
  /** Frees the weights; may be called again. */
  dispose(): void;
}

/** What a mapper reads of metadata.json. */
interface InputFormat {
  readonly labels: readonly string[];
  readonly inputSize: number;
  readonly pixelRange: readonly [number, number];
}

/**
 * Loads a classifier for asking it where it looks.
 *
 * @param source - a model folder that `maskpred train` wrote. @default the model that ships
 * @throws {MaskpredError} MODEL_LOAD_FAILED, MODEL_INCOMPATIBLE when the network does not end in mean, linear layer and
 * softmax, and what starting the engine throws.
 * @example
 * const mapper = await createAttentionMapper();
 * const map = await mapper.map(crop);
 * console.log(map.label, map.width, map.height); // mask 7 7
 * const picture = drawAttention(crop, map);
 */
export async function createAttentionMapper(
  source: ModelSource = SHIPPED_MODEL,
  options: EngineOptions = {},
): Promise<AttentionMapper> {
  const location = typeof source === 'string' || source instanceof URL ? String(source) : 'the model';
  const metadata = parseAnyMetadata(await readModelJson(source, 'metadata.json'), location);
  const head = findPooledHead(await readModelJson(source, 'model.json'), location);
  const layer = readLinearLayer(await readModelWeights(source), head, metadata.labels, location);
  const network = await loadNetwork(source, { ...options, outputs: [head.activations] });
  return createMapper(network, metadata, layer);
}

function createMapper(network: Network, format: InputFormat, layer: LinearLayer): AttentionMapper {
  const { labels, inputSize, pixelRange } = format;
  let isDisposed = false;

  return {
    labels,
    async map(crop, { label, signal }: AttentionOptions = {}) {
      signal?.throwIfAborted();
      assertArgument(
        label === undefined || labels.includes(label),
        `The model has no label "${label}". It has: ${labels.join(', ')}.`,
      );
      if (isDisposed) {
        throw new MaskpredError(
          'DISPOSED',
          'This attention mapper was disposed. Make another with createAttentionMapper().',
        );
      }
      const values = (input: Float32Array) => preprocess([crop], inputSize, pixelRange, input);
      const [activations] = await network.run({ shape: [1, inputSize, inputSize, 3], values });
      const [, height, width] = activations!.shape;
      const maps = labels.map((_, column) => projectActivations(activations!.values, layer, column));
      const index = label === undefined ? strongest(maps, layer.bias) : labels.indexOf(label);
      return {
        label: labels[index]!,
        width: width!,
        height: height!,
        values: maps[index]!,
        bias: layer.bias[index]!,
      };
    },
    dispose() {
      if (!isDisposed) network.dispose();
      isDisposed = true;
    },
  };
}

function strongest(maps: readonly Float32Array[], bias: Float32Array): number {
  const logits = maps.map((map, i) => map.reduce((sum, value) => sum + value, 0) / map.length + bias[i]!);
  return logits.indexOf(Math.max(...logits));
}
