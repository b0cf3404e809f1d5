import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../tfjs/engine-node.js';
import { trainableConv1x1, trainableDepthwise3x3, trainableMatMul } from './convolution.js';
import { registerGradients } from './gradients.js';

beforeAll(registerGradients);

const x = () => tf.randomNormal([2, 5, 4, 6], 0, 1, 'float32', 1) as tf.Tensor4D;
const pointwiseKernel = () => tf.randomNormal([1, 1, 6, 3], 0, 1, 'float32', 2) as tf.Tensor4D;
const depthwiseKernel = () => tf.randomNormal([3, 3, 6, 1], 0, 1, 'float32', 3) as tf.Tensor4D;

type Convolution = (input: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor4D;

/** Value and both gradients of a weighted sum of the output, so that each output has a gradient of its own. */
function valueAndGradients(convolution: Convolution, kernel: tf.Tensor4D): number[][] {
  const weighted = (input: tf.Tensor, filter: tf.Tensor) => {
    const output = convolution(input as tf.Tensor4D, filter as tf.Tensor4D);
    return tf.sum(tf.mul(output, tf.randomNormal(output.shape, 0, 1, 'float32', 4))) as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(weighted)([x(), kernel]);
  return [value, ...grads].map((tensor) => [...tensor.dataSync()]);
}

const CASES: [string, Convolution, Convolution, () => tf.Tensor4D][] = [
  ['1x1', trainableConv1x1, (input, kernel) => tf.conv2d(input, kernel, 1, 'same'), pointwiseKernel],
  [
    'depthwise 3x3',
    trainableDepthwise3x3,
    (input, kernel) => tf.depthwiseConv2d(input, kernel, 1, 'same'),
    depthwiseKernel,
  ],
];

describe.each(CASES)('the trainable %s convolution', (_, trainable, builtIn, kernel) => {
  it('has the value and the gradients of the built-in one, on the plain backend that has both', async () => {
    await tf.setBackend('cpu');
    const [ours, theirs] = [valueAndGradients(trainable, kernel()), valueAndGradients(builtIn, kernel())];
    ours.forEach((values, i) => values.forEach((v, j) => expect(v).toBeCloseTo(theirs[i]![j]!, 4)));
  });

  it('has the same on WASM, where the built-in one has no gradient', async () => {
    await tf.setBackend('cpu');
    const expected = valueAndGradients(builtIn, kernel());
    await startEngine({ engine: 'wasm' });
    const ours = valueAndGradients(trainable, kernel());
    ours.forEach((values, i) => values.forEach((v, j) => expect(v).toBeCloseTo(expected[i]![j]!, 4)));
    expect(() => valueAndGradients(builtIn, kernel())).toThrow(/not registered|not found/);
  });
});

describe('trainableMatMul', () => {
  it('is the matrix product', async () => {
    await startEngine({ engine: 'wasm' });
    const product = trainableMatMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));
    expect([...product.dataSync()]).toEqual([11]);
  });
});
