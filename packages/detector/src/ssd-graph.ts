import { MaskpredError } from '@maskpred/core';
import {
  type DecodedWeights,
  GraphBuilder,
  type GraphModelFiles,
  type NamedWeight,
  type WeightPrecision,
} from '@maskpred/core/tfjs';
import { BOX_CODE_LENGTH } from './box-code.js';
import { CLASSES } from './decode.js';
import { SSD_HEADS, SSD_LAYERS, type SsdLayer } from './layers.js';
import { OUTPUTS, type SsdMetadata } from './ssd-model.js';

/**
 * Precision of a weight, by its name. Kernels of 1x1 and of full convolutions are most of the network's bytes. One scale for a
 * whole kernel would cost a trained detector .013 of its average precision, a scale for each channel costs nothing.
 */
export const precisionOf = (name: string): WeightPrecision => {
  if (name.startsWith('Prediction/BoxPredictor')) return name.endsWith('/kernel') ? 'float16' : 'float32';
  return name.endsWith('_pointwise/kernel') ? 'uint8-per-channel' : 'float32';
};

/** How a weight is stored. */
export type PrecisionOf = (name: string) => WeightPrecision;

/**
 * The files of a detector's model folder. Input `image`: `[1, height, width, 3]` in -1 to 1. Outputs: `boxes` `[N, 4]`
 * and `logits` `[N, 3]`, the priors of all six maps, map by map, row by row.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when a weight is missing.
 */
export function buildSsdGraph(
  weights: DecodedWeights,
  metadata: SsdMetadata,
  precision: PrecisionOf = precisionOf,
): GraphModelFiles {
  const graph = new GraphBuilder();
  const taps = addBody(graph, weights, SSD_LAYERS, precision).taps;
  const predict = (tap: string, name: string, length: number) => {
    const kernel = `${name}/kernel`;
    const raw = graph.conv2d(
      name,
      { input: tap, kernel: weightOf(weights, kernel), bias: weightOf(weights, `${name}/bias`) },
      precision(kernel),
    );
    return graph.reshape(`${name}/rows`, raw, [-1, length]);
  };
  const boxes = taps.map((tap, i) => predict(tap, SSD_HEADS[i]!.boxes, BOX_CODE_LENGTH));
  const logits = taps.map((tap, i) => predict(tap, SSD_HEADS[i]!.classes, CLASSES));
  const files = graph.build([graph.concat(OUTPUTS[0]!, boxes, 0), graph.concat(OUTPUTS[1]!, logits, 0)]);
  return withMetadata(files, metadata);
}

/** The same network with other metadata: a field of the standard format, which TensorFlow.js hands out as `model.metadata`. */
export function withMetadata(files: GraphModelFiles, metadata: SsdMetadata): GraphModelFiles {
  const model = {
    ...(JSON.parse(files['model.json']) as object),
    userDefinedMetadata: { maskpred: metadata },
  };
  return { ...files, 'model.json': JSON.stringify(model) };
}

/**
 * A graph model of the body's layers up to what `layers` holds, in float32.
 * @returns its files, the name of the last layer's output and those of the taps.
 */
export function buildBody(
  weights: DecodedWeights,
  layers: readonly SsdLayer[],
): { files: GraphModelFiles; last: string; taps: readonly string[] } {
  const graph = new GraphBuilder();
  const { last, taps } = addBody(graph, weights, layers, () => 'float32');
  return { files: graph.build([...new Set([...taps, last])]), last, taps };
}

function addBody(
  graph: GraphBuilder,
  weights: DecodedWeights,
  layers: readonly SsdLayer[],
  precision: PrecisionOf,
) {
  let last = graph.placeholder('image', [-1, -1, -1, 3]);
  const taps: string[] = [];
  for (const { name, kind, stride, isTap } of layers) {
    const options = {
      input: last,
      kernel: weightOf(weights, `${name}/kernel`),
      bias: weightOf(weights, `${name}/bias`),
      stride,
      activation: 'relu6',
    } as const;
    const stored = precision(`${name}/kernel`);
    last =
      kind === 'depthwise'
        ? graph.depthwiseConv2d(name, options, stored)
        : graph.conv2d(name, options, stored);
    if (isTap) taps.push(last);
  }
  return { last, taps };
}

function weightOf(weights: DecodedWeights, name: string): NamedWeight {
  const weight = weights.get(name);
  if (!weight) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `The detector's weights have no ${name}. Start from a model folder that was made for this package.`,
    );
  }
  return { name, ...weight };
}
