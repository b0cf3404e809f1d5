// MobileNetV2 (alpha 1.0) as Keras and nsfwjs have it: a layers model whose convolutions, BatchNorm and ReLU6 are layers
// of their own. Its weights are random, which takes as long.
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';

/** Expansion, channels, repeats, first stride: Sandler et al. 2018, arXiv:1801.04381, table 2. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** A run of it on one picture that is a tensor already, down to its scores. */
export async function createLayersClassifier(inputSize, labels = 3) {
  const { layers } = tfLayers;
  const image = tfLayers.input({ shape: [inputSize, inputSize, 3] });
  const normalise = (x) => layers.batchNormalization({ epsilon: 1e-3 }).apply(x);
  const activate = (x) => layers.reLU({ maxValue: 6 }).apply(normalise(x));
  const convolve = (x, filters, kernelSize, strides = 1) =>
    layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false }).apply(x);
  const depthwise = (x, strides) =>
    layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false }).apply(x);

  let x = activate(convolve(image, 32, 3, 2));
  for (const [expansion, channels, repeats, firstStride] of STAGES) {
    for (let i = 0; i < repeats; i++) {
      const stride = i === 0 ? firstStride : 1;
      const input = x;
      const from = input.shape[3];
      if (expansion > 1) x = activate(convolve(x, from * expansion, 1));
      x = normalise(convolve(activate(depthwise(x, stride)), channels, 1));
      if (stride === 1 && from === channels) x = layers.add().apply([input, x]);
    }
  }
  const features = layers.globalAveragePooling2d({}).apply(activate(convolve(x, 1280, 1)));
  const scores = layers.dense({ units: labels, activation: 'softmax' }).apply(features);
  const model = tfLayers.model({ inputs: image, outputs: scores });
  const picture = tf.fill([1, inputSize, inputSize, 3], 0.5);
  return async () => {
    const answer = model.predict(picture);
    await answer.data();
    answer.dispose();
  };
}
