// The SSD MobileNetV1 of TensorFlow's object detection API, node by node, from the weights that face-api ships.
import { GraphBuilder } from '@maskpred/core/tfjs';
import { readWeights } from './face-api-weights.mjs';

/** Depthwise layers of stride 2; all others keep the size (MobileNetV1, arXiv:1704.04861, table 1). */
const STRIDE_2_BLOCKS = new Set([2, 4, 6, 12]);
const BLOCKS = 13;
/** epsilon of the training configuration's batch_norm. */
const BATCH_NORM_EPSILON = 0.001;
/** Numbers a prior: centre y and x, height, width; background, face and an unused class. */
const BOX_CODE = 4;
const CLASSES = 3;

/**
 * The graph model's files by name. Input `image`: [1, height, width, 3] in -1 to 1. Outputs: `boxes` [N, 4] and
 * `logits` [N, 3], the priors of all six maps, map by map, row by row.
 */
export function buildSsdGraph(manifest, bytes, metadata) {
  const weights = readWeights(manifest, bytes);
  const graph = new GraphBuilder();

  const convolution = (input, layer, stride) =>
    graph.conv2d(layer, {
      input,
      kernel: weights.encoded(`${layer}/weights`, `${layer}/kernel`),
      bias: weights.float32(`${layer}/convolution_bn_offset`, `${layer}/bias`),
      stride,
      activation: 'relu6',
    });

  const depthwise = (input, layer, stride) => {
    const { kernel, bias } = foldBatchNorm(weights, layer);
    return graph.depthwiseConv2d(layer, { input, kernel, bias, stride, activation: 'relu6' });
  };

  const predict = (input, layer, width) => {
    const raw = graph.conv2d(layer, {
      input,
      kernel: weights.encoded(`${layer}/weights`, `${layer}/kernel`),
      bias: weights.float32(`${layer}/biases`, `${layer}/bias`),
    });
    return graph.reshape(`${layer}/rows`, raw, [-1, width]);
  };

  let features = graph.placeholder('image', [-1, -1, -1, 3]);
  features = convolution(features, 'MobilenetV1/Conv2d_0_pointwise', 2);
  const taps = [];
  for (let block = 1; block <= BLOCKS; block++) {
    const layer = `MobilenetV1/Conv2d_${block}`;
    features = depthwise(features, `${layer}_depthwise`, STRIDE_2_BLOCKS.has(block) ? 2 : 1);
    features = convolution(features, `${layer}_pointwise`, 1);
    if (block === 11 || block === 13) taps.push(features);
  }
  for (let layer = 0; layer < 8; layer++) {
    features = convolution(features, `Prediction/Conv2d_${layer}_pointwise`, layer % 2 === 0 ? 1 : 2);
    if (layer % 2 === 1) taps.push(features);
  }

  const predictor = (i) => `Prediction/BoxPredictor_${i}`;
  const boxes = taps.map((tap, i) => predict(tap, `${predictor(i)}/BoxEncodingPredictor`, BOX_CODE));
  const logits = taps.map((tap, i) => predict(tap, `${predictor(i)}/ClassPredictor`, CLASSES));
  const files = graph.build([graph.concat('boxes', boxes, 0), graph.concat('logits', logits, 0)]);

  // A field of the standard format; TensorFlow.js hands it out as `model.metadata`.
  const model = { ...JSON.parse(files['model.json']), userDefinedMetadata: { maskpred: metadata } };
  return { ...files, 'model.json': JSON.stringify(model) };
}

/** y = gamma (w * x - mean) / sqrt(variance + epsilon) + beta as one kernel and one bias. */
function foldBatchNorm(weights, layer) {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
    (name) => weights.float32(`${layer}/BatchNorm/${name}`).values,
  );
  const kernel = weights.float32(`${layer}/depthwise_weights`, `${layer}/kernel`);
  const channels = gamma.length;
  const factor = Float64Array.from(gamma, (g, c) => g / Math.sqrt(variance[c] + BATCH_NORM_EPSILON));
  return {
    kernel: { ...kernel, values: kernel.values.map((value, i) => value * factor[i % channels]) },
    bias: {
      name: `${layer}/bias`,
      shape: [channels],
      values: Float32Array.from(beta, (b, c) => b - mean[c] * factor[c]),
    },
  };
}
