import * as tf from '@tensorflow/tfjs-core';

/**
 * Adds a bias `[channels]` to the last axis and applies an activation, with a gradient of one pass over the numbers:
 * TensorFlow.js's own takes seven kernels for it, which on WASM are slower than the layer's convolution.
 *
 * @param activation - `relu6` cuts at 0 and 6. @default none
 */
export function trainableBias<T extends tf.Tensor>(x: T, bias: tf.Tensor, activation?: 'relu6'): T {
  const op = tf.customGrad((input, offset, save) => {
    const sum = tf.add(input as tf.Tensor, offset as tf.Tensor);
    const value = activation ? tf.relu6(sum) : sum;
    (save as tf.GradSaveFunc)(activation ? [value] : []);
    return {
      value,
      gradFunc: (dy, saved) => {
        const gradient = dy as tf.Tensor;
        const [output] = saved as tf.Tensor[];
        const dyValues = gradient.dataSync() as Float32Array;
        if (!output) return [tf.clone(gradient), tf.tensor1d(sumRows(dyValues, bias.size))];
        const passed = passRelu6(dyValues, output.dataSync() as Float32Array);
        return [tf.tensor(passed, gradient.shape), tf.tensor1d(sumRows(passed, bias.size))];
      },
    };
  });
  return op(x, bias) as T;
}

/** The gradient, passed on where the output of a relu6 lies between its two ends. */
function passRelu6(dy: Float32Array, output: Float32Array): Float32Array {
  const passed = new Float32Array(dy.length);
  for (let i = 0; i < dy.length; i++) {
    const y = output[i]!;
    if (y > 0 && y < 6) passed[i] = dy[i]!;
  }
  return passed;
}

function sumRows(values: Float32Array, channels: number): Float32Array {
  const sums = new Float32Array(channels);
  for (let row = 0; row < values.length; row += channels) {
    for (let c = 0; c < channels; c++) sums[c]! += values[row + c]!;
  }
  return sums;
}
