import * as tf from '@tensorflow/tfjs-core';

/**
 * Convolutions whose gradients run on every engine. The WASM backend registers no gradient of a convolution
 * (`Conv2DBackpropFilter`), so these are written with the kernels that it has, each with a gradient of its own.
 */

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
  const [batch, height, width, channels] = x.shape;
  const out = kernel.shape[3];
  const rows = tf.reshape(x, [batch * height * width, channels]) as tf.Tensor2D;
  const product = trainableMatMul(rows, tf.reshape(kernel, [channels, out]));
  return tf.reshape(product, [batch, height, width, out]);
}

/**
 * 3x3 depthwise convolution, stride 1, SAME: `[batch, height, width, channels]` with a kernel `[3, 3, channels, 1]`.
 * The gradient to the input is the same convolution with the kernel turned by 180 degrees; the one to each of the nine
 * kernel values is the sum of the output's gradient times the input moved by that value's place.
 */
export function trainableDepthwise3x3(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const op = tf.customGrad((input, filter, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor4D, filter as tf.Tensor4D]);
    return {
      value: tf.depthwiseConv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
      gradFunc: (dy, saved) => {
        const [savedInput, savedFilter] = saved as [tf.Tensor4D, tf.Tensor4D];
        const turned = tf.reverse(savedFilter, [0, 1]);
        return [
          tf.depthwiseConv2d(dy as tf.Tensor4D, turned, 1, 'same'),
          depthwiseFilterGradient(savedInput, dy as tf.Tensor4D, savedFilter.shape),
        ];
      },
    };
  });
  return op(x, kernel) as tf.Tensor4D;
}

function depthwiseFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  shape: [number, number, number, number],
): tf.Tensor4D {
  const padded = tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const sums: tf.Tensor[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      sums.push(tf.sum(tf.mul(tf.slice(padded, [0, row, column, 0], dy.shape), dy), [0, 1, 2]));
    }
  }
  return tf.reshape(tf.stack(sums), shape);
}
