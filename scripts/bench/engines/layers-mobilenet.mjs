// MobileNetV2 (alpha 1.0) as Keras and nsfwjs have it: a layers model whose padding, convolutions, BatchNorm and ReLU6 are
// layers of their own. Its weights are random, which takes as long.
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

/** A run of it on one crop, from pixels to scores: read, scaled and resized with tensors, as nsfwjs does it. */
export async function createLayersClassifier(crop, inputSize, labels = 3) {
  const { layers } = tfLayers;
  const image = tfLayers.input({ shape: [inputSize, inputSize, 3] });
  const normalise = (x) => layers.batchNormalization({ epsilon: 1e-3 }).apply(x);
  const activate = (x) => layers.reLU({ maxValue: 6 }).apply(normalise(x));
  // Keras' own MobileNetV2 pads in a layer of its own where the stride is 2.
  const pad = (x) =>
    layers
      .zeroPadding2d({
        padding: [
          [0, 1],
          [0, 1],
        ],
      })
      .apply(x);
  const paddingOf = (strides) => (strides === 2 ? 'valid' : 'same');
  const convolve = (x, filters, kernelSize, strides = 1) =>
    layers
      .conv2d({ filters, kernelSize, strides, padding: paddingOf(strides), useBias: false })
      .apply(strides === 2 ? pad(x) : x);
  const depthwise = (x, strides) =>
    layers
      .depthwiseConv2d({ kernelSize: 3, strides, padding: paddingOf(strides), useBias: false })
      .apply(strides === 2 ? pad(x) : x);

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
  return async () => {
    const answer = tf.tidy(() => {
      const pixels = tf.tensor3d(Int32Array.from(crop.data), [crop.height, crop.width, 3], 'int32');
      const scaled = tf.div(tf.cast(pixels, 'float32'), 255);
      const resized = tf.image.resizeBilinear(scaled, [inputSize, inputSize], true);
      return model.predict(tf.reshape(resized, [1, inputSize, inputSize, 3]));
    });
    await answer.data();
    answer.dispose();
  };
}
