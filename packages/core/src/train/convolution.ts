import * as tf from '@tensorflow/tfjs-core';
import { columnsToImage, imageToColumns } from './columns.js';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-gradient.js';

/**
 * Convolutions whose gradients run on every engine. The WASM backend registers no gradient of a convolution
 * (`Conv2DBackpropFilter`): there matrix products and plain loops compute it, several times faster than the kernels that
 * would have to be strung together. An engine that has the kernels uses its own.
 */

type Dy = tf.Tensor4D;

/** Whether the engine that runs now has gradients of convolutions. */
const hasNativeGradients = () => tf.getKernel('Conv2DBackpropFilter', tf.getBackend()) !== undefined;

const values = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array;

/**
 * Matrix product `[n, k] x [k, m]`, with a gradient that transposes first: TensorFlow.js's own takes a transposed
 * kernel that is three times slower on WASM.
 */
export function trainableMatMul(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const op = tf.customGrad((x, y, save) => {
    const [left, right] = [x as tf.Tensor2D, y as tf.Tensor2D];
    (save as tf.GradSaveFunc)([left, right]);
    return {
      value: tf.matMul(left, right),
      gradFunc: (dy, saved) => {
        const [savedLeft, savedRight] = saved as [tf.Tensor2D, tf.Tensor2D];
        return [
          tf.matMul(dy as tf.Tensor2D, tf.transpose(savedRight)),
          tf.matMul(tf.transpose(savedLeft), dy as tf.Tensor2D),
        ];
      },
    };
  });
  return op(a, b) as tf.Tensor2D;
}

/**
 * 1x1 convolution: `[batch, height, width, in]` with a kernel `[1, 1, in, out]` to `[batch, height, width, out]`.
 */
export function trainableConv1x1(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  if (hasNativeGradients()) return tf.conv2d(x, kernel, 1, 'same');
  const [batch, height, width, channels] = x.shape;
  const out = kernel.shape[3];
  const rows = tf.reshape(x, [batch * height * width, channels]) as tf.Tensor2D;
  const product = trainableMatMul(rows, tf.reshape(kernel, [channels, out]));
  return tf.reshape(product, [batch, height, width, out]);
}

/**
 * 3x3 convolution, SAME: `[batch, height, width, in]` with a kernel `[3, 3, in, out]` to
 * `[batch, height / stride, width / stride, out]`, sizes rounded up.
 * @param stride - @default 1
 */
export function trainableConv3x3(x: tf.Tensor4D, kernel: tf.Tensor4D, stride: 1 | 2 = 1): tf.Tensor4D {
  if (hasNativeGradients()) return tf.conv2d(x, kernel, stride, 'same');
  const op = tf.customGrad((input, filter, save) => {
    const [image, weights] = [input as tf.Tensor4D, filter as tf.Tensor4D];
    (save as tf.GradSaveFunc)([image, weights]);
    return {
      value: tf.conv2d(image, weights, stride, 'same'),
      gradFunc: (dy, saved) => {
        const [savedImage, savedWeights] = saved as [tf.Tensor4D, tf.Tensor4D];
        const [batch, height, width, channels] = savedImage.shape;
        const shape = { batch, height, width, channels, stride };
        const out = savedWeights.shape[3];
        const rows = tf.reshape(dy as Dy, [-1, out]) as tf.Tensor2D;
        const columns = tf.tensor2d(imageToColumns(values(savedImage), shape), [rows.shape[0], 9 * channels]);
        const flat = tf.reshape(savedWeights, [9 * channels, out]);
        const toColumns = tf.matMul(rows, tf.transpose(flat) as tf.Tensor2D);
        return [
          tf.tensor4d(columnsToImage(values(toColumns), shape), savedImage.shape),
          tf.reshape(tf.matMul(tf.transpose(columns) as tf.Tensor2D, rows), savedWeights.shape),
        ];
      },
    };
  });
  return op(x, kernel) as tf.Tensor4D;
}

/**
 * 3x3 depthwise convolution, SAME: `[batch, height, width, channels]` with a kernel `[3, 3, channels, 1]` to
 * `[batch, height / stride, width / stride, channels]`, sizes rounded up.
 * @param stride - @default 1
 */
export function trainableDepthwise3x3(x: tf.Tensor4D, kernel: tf.Tensor4D, stride: 1 | 2 = 1): tf.Tensor4D {
  if (hasNativeGradients()) return tf.depthwiseConv2d(x, kernel, stride, 'same');
  const op = tf.customGrad((input, filter, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor4D, filter as tf.Tensor4D]);
    return {
      value: tf.depthwiseConv2d(input as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same'),
      gradFunc: (dy, saved) => {
        const [savedInput, savedFilter] = saved as [tf.Tensor4D, tf.Tensor4D];
        const [batch, height, width, channels] = savedInput.shape;
        const shape = { batch, height, width, channels, stride };
        const dyValues = values(dy as Dy);
        const toFilter = depthwiseFilterGradient(values(savedInput), dyValues, shape);
        // With stride 1 it is the same convolution, the kernel turned by 180 degrees.
        const toInput =
          stride === 1
            ? tf.depthwiseConv2d(dy as Dy, tf.reverse(savedFilter, [0, 1]), 1, 'same')
            : tf.tensor4d(depthwiseInputGradient(dyValues, values(savedFilter), shape), savedInput.shape);
        return [toInput, tf.tensor4d(toFilter, savedFilter.shape)];
      },
    };
  });
  return op(x, kernel) as tf.Tensor4D;
}
