import { MaskpredError } from '@maskpred/core';
import type { EncodedWeight, GraphBuilder, NamedWeight } from '@maskpred/core/tfjs';

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
/** Name of the node that holds the picture. */
export const IMAGE_NODE = 'image';

/** One convolution with its bias. */
export interface BackboneLayer {
  /** Its weights are `<name>/kernel` and `<name>/bias`. */
  readonly name: string;
  readonly kind: 'full 3x3' | 'depthwise 3x3' | '1x1';
  readonly stride: 1 | 2;
  readonly activation?: 'relu6';
}

/** Layers that belong together: the first convolution, an inverted residual block, the last convolution. */
export interface BackboneStage {
  readonly layers: readonly BackboneLayer[];
  /** Whether its input is added to its output. */
  readonly isResidual: boolean;
  /** Name of the node that holds its output. */
  readonly output: string;
  /** `[height, width, channels]` of its output. */
  readonly shape: readonly [number, number, number];
}

/**
 * The 17 inverted residual blocks of MobileNetV2 alpha 1.0 (Sandler et al. 2018, arXiv:1801.04381, table 2): stride of the
 * depthwise convolution, channels of the output.
 */
const BLOCKS: readonly (readonly [stride: 1 | 2, channels: number])[] = [
  [1, 16],
  [2, 24],
  [1, 24],
  [2, 32],
  [1, 32],
  [1, 32],
  [2, 64],
  [1, 64],
  [1, 64],
  [1, 64],
  [1, 96],
  [1, 96],
  [1, 96],
  [2, 160],
  [1, 160],
  [1, 160],
  [1, 320],
];

/** The network in order: the first convolution, blocks 0 to 16, the last convolution. */
export const BACKBONE_STAGES: readonly BackboneStage[] = Object.freeze(describeStages());

function describeStages(): BackboneStage[] {
  const first: BackboneLayer = { name: 'Conv', kind: 'full 3x3', stride: 2, activation: 'relu6' };
  let size = INPUT_SIZE / 2;
  let channels = 32;
  const stages: BackboneStage[] = [
    { layers: [first], isResidual: false, output: 'Conv', shape: [size, size, channels] },
  ];
  BLOCKS.forEach(([stride, out], i) => {
    const block = i === 0 ? 'expanded_conv' : `expanded_conv_${i}`;
    const isResidual = stride === 1 && out === channels;
    const expand: BackboneLayer = { name: `${block}/expand`, kind: '1x1', stride: 1, activation: 'relu6' };
    const layers: BackboneLayer[] = [
      ...(i > 0 ? [expand] : []),
      { name: `${block}/depthwise`, kind: 'depthwise 3x3', stride, activation: 'relu6' },
      { name: `${block}/project`, kind: '1x1', stride: 1 },
    ];
    size /= stride;
    channels = out;
    const output = `${block}/${isResidual ? 'add' : 'project'}`;
    stages.push({ layers, isResidual, output, shape: [size, size, channels] });
  });
  const last: BackboneLayer = { name: 'Conv_1', kind: '1x1', stride: 1, activation: 'relu6' };
  stages.push({ layers: [last], isResidual: false, output: 'Conv_1', shape: [size, size, FEATURE_LENGTH] });
  return stages;
}

/** The stages from a block on: what fine-tuning trains. Block 0 brings the first convolution with it. */
export function stagesFrom(block: number): readonly BackboneStage[] {
  return BACKBONE_STAGES.slice(firstStage(block));
}

/** The stages before {@link stagesFrom}. */
export function stagesBefore(block: number): readonly BackboneStage[] {
  return BACKBONE_STAGES.slice(0, firstStage(block));
}

const firstStage = (block: number) => (block === 0 ? 0 : block + 1);

/** The node that a block reads, and its shape `[height, width, channels]`. */
export function inputOf(block: number): Pick<BackboneStage, 'output' | 'shape'> {
  return stagesBefore(block).at(-1) ?? { output: IMAGE_NODE, shape: [INPUT_SIZE, INPUT_SIZE, 3] };
}

/** Stores a kernel as bytes. */
export type EncodeKernel = (kernel: NamedWeight) => EncodedWeight;

/**
 * Adds MobileNetV2 with its BatchNorm folded, from `image` `[batch, 224, 224, 3]` in -1 to 1 to {@link FEATURES_NODE}
 * `[batch, 1280]`.
 */
export function addBackbone(builder: GraphBuilder, weights: Weights, encodeKernel: EncodeKernel): string {
  const addLayer = ({ name, kind, stride, activation }: BackboneLayer, input: string) => {
    const options = {
      input,
      kernel: encodeKernel(weightOf(weights, `${name}/kernel`)),
      bias: weightOf(weights, `${name}/bias`),
      stride,
      ...(activation ? { activation } : {}),
    };
    return kind === 'depthwise 3x3' ? builder.depthwiseConv2d(name, options) : builder.conv2d(name, options);
  };

  let node = builder.placeholder(IMAGE_NODE, [-1, INPUT_SIZE, INPUT_SIZE, 3]);
  for (const { layers, isResidual, output } of BACKBONE_STAGES) {
    const input = node;
    for (const layer of layers) node = addLayer(layer, node);
    if (isResidual) node = builder.add(output, input, node);
  }
  return builder.globalAveragePool(FEATURES_NODE, node);
}

function weightOf(weights: Weights, name: string): NamedWeight {
  const weight = weights.get(name);
  if (!weight) throw new MaskpredError('MODEL_INCOMPATIBLE', `The backbone has no weight ${name}.`);
  return { name, ...weight };
}
