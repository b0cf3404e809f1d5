import { MaskpredError } from '@maskpred/core';
import type { GraphBuilder, NamedWeight, WeightPrecision } from '@maskpred/core/tfjs';

/** Weights by name: `Conv/kernel`, `expanded_conv_3/depthwise/bias`, … */
export type Weights = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }
>;

/** What `metadata.json` calls this backbone. */
export const BACKBONE_NAME = 'mobilenet_v2_1.0_224';
/** Pixels a side. */
export const INPUT_SIZE = 224;
/** Numbers in a feature vector: the mean over 7 x 7 of the last convolution. */
export const FEATURE_LENGTH = 1280;
/** Name of the node that holds the feature vector. */
export const FEATURES_NODE = 'features';
/** Name of the node `[batch, 7, 7, 160]` that block 13 puts out: where fine-tuning starts. */
export const TAIL_INPUT_NODE = 'expanded_conv_13/project';
/** Numbers in one activation of {@link TAIL_INPUT_NODE}. */
export const TAIL_INPUT_LENGTH = 7 * 7 * 160;

/**
 * The 17 inverted residual blocks of MobileNetV2 alpha 1.0 (Sandler et al. 2018, arXiv:1801.04381, table 2): the stride
 * of each one's depthwise convolution. A block adds its input where stride and channel count allow.
 */
const BLOCK_STRIDES = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1] as const;

/** How each weight is stored. Kernels of the ImageNet start were trained for uint8, so that loses nothing. */
export type PrecisionOf = (weightName: string) => WeightPrecision;

/**
 * Adds MobileNetV2 with its BatchNorm folded, from `image` `[batch, 224, 224, 3]` in -1 to 1 to {@link FEATURES_NODE}
 * `[batch, 1280]`.
 */
export function addBackbone(builder: GraphBuilder, weights: Weights, precisionOf: PrecisionOf): string {
  const layer = (name: string, input: string, stride: 1 | 2, activation?: 'relu6') => {
    const options = {
      input,
      kernel: weightOf(weights, `${name}/kernel`),
      bias: weightOf(weights, `${name}/bias`),
      stride,
      ...(activation ? { activation } : {}),
    };
    const precision = precisionOf(`${name}/kernel`);
    return name.endsWith('/depthwise')
      ? builder.depthwiseConv2d(name, options, precision)
      : builder.conv2d(name, options, precision);
  };

  let node = builder.placeholder('image', [-1, INPUT_SIZE, INPUT_SIZE, 3]);
  node = layer('Conv', node, 2, 'relu6');
  let channels = channelsOf(weights, 'Conv');
  BLOCK_STRIDES.forEach((stride, i) => {
    const block = i === 0 ? 'expanded_conv' : `expanded_conv_${i}`;
    const input = node;
    if (i > 0) node = layer(`${block}/expand`, node, 1, 'relu6');
    node = layer(`${block}/depthwise`, node, stride, 'relu6');
    node = layer(`${block}/project`, node, 1);
    const out = channelsOf(weights, `${block}/project`);
    if (stride === 1 && out === channels) node = builder.add(`${block}/add`, input, node);
    channels = out;
  });
  node = layer('Conv_1', node, 1, 'relu6');
  return builder.globalAveragePool(FEATURES_NODE, node);
}

function weightOf(weights: Weights, name: string): NamedWeight {
  const weight = weights.get(name);
  if (!weight) throw new MaskpredError('MODEL_INCOMPATIBLE', `The backbone has no weight ${name}.`);
  return { name, ...weight };
}

function channelsOf(weights: Weights, layer: string): number {
  return weightOf(weights, `${layer}/bias`).shape[0]!;
}
