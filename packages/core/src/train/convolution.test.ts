import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../tfjs/engine-node.js';
import { trainableBias } from './bias.js';
import { trainableConv1x1, trainableConv3x3, trainableDepthwise3x3, trainableMatMul } from './convolution.js';
import { registerGradients } from './gradients.js';

beforeAll(registerGradients);

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

type Layer = (input: tf.Tensor4D, weights: tf.Tensor4D) => tf.Tensor;

/** Value and both gradients of a weighted sum of the output, so that each output has a gradient of its own. */
function valueAndGradients(layer: Layer, input: tf.Tensor, weights: tf.Tensor): number[][] {
  const weighted = (x: tf.Tensor, w: tf.Tensor) => {
    const output = layer(x as tf.Tensor4D, w as tf.Tensor4D);
    return tf.sum(tf.mul(output, random(output.shape, 4))) as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(weighted)([input, weights]);
  return [value, ...grads].map((tensor) => [...tensor.dataSync()]);
}

const SIZES = [
  [2, 5, 4, 6],
  [1, 6, 7, 3],
  [1, 1, 1, 2],
] as const;

interface Case {
  readonly name: string;
  readonly ours: Layer;
  readonly theirs: Layer;
  /** Shape of kernel or bias, by the channels of the input. */
  readonly weights: (channels: number) => number[];
  /** Whether WASM has the gradients of what we compare with. */
  readonly isNativeOnWasm?: true;
}

const CASES: Case[] = [
  {
    name: '1x1 convolution',
    ours: trainableConv1x1,
    theirs: (x, kernel) => tf.conv2d(x, kernel, 1, 'same'),
    weights: (channels) => [1, 1, channels, 3],
  },
  ...([1, 2] as const).flatMap((stride): Case[] => [
    {
      name: `3x3 convolution of stride ${stride}`,
      ours: (x, kernel) => trainableConv3x3(x, kernel, stride),
      theirs: (x, kernel) => tf.conv2d(x, kernel, stride, 'same'),
      weights: (channels) => [3, 3, channels, 4],
    },
    {
      name: `depthwise 3x3 convolution of stride ${stride}`,
      ours: (x, kernel) => trainableDepthwise3x3(x, kernel, stride),
      theirs: (x, kernel) => tf.depthwiseConv2d(x, kernel, stride, 'same'),
      weights: (channels) => [3, 3, channels, 1],
    },
  ]),
  {
    name: 'bias',
    ours: (x, bias) => trainableBias(x, bias),
    theirs: (x, bias) => tf.add(x, bias),
    weights: (channels) => [channels],
    isNativeOnWasm: true,
  },
  {
    name: 'bias with relu6',
    ours: (x, bias) => trainableBias(tf.mul(x, 5), bias, 'relu6'),
    theirs: (x, bias) => tf.relu6(tf.add(tf.mul(x, 5), bias)),
    weights: (channels) => [channels],
    isNativeOnWasm: true,
  },
];

describe.each(CASES)('the trainable $name', ({ ours, theirs, weights, isNativeOnWasm }) => {
  it.each(SIZES)(
    'has on WASM the values and gradients that the plain backend computes natively: %i x %i x %i x %i',
    async (...size) => {
      await tf.setBackend('cpu');
      const [input, parameters] = [random([...size], 1), random(weights(size[3]), 2)];
      const native = valueAndGradients(theirs, input, parameters);
      const [x, w] = [input.arraySync(), parameters.arraySync()];
      await startEngine({ engine: 'wasm' });
      const explicit = valueAndGradients(ours, tf.tensor(x), tf.tensor(w));
      expect(explicit.map((row) => row.length)).toEqual(native.map((row) => row.length));
      explicit.forEach((row, i) => row.forEach((v, j) => expect(v).toBeCloseTo(native[i]![j]!, 4)));
      if (!isNativeOnWasm) {
        expect(() => valueAndGradients(theirs, tf.tensor(x), tf.tensor(w))).toThrow(
          /not registered|not found/,
        );
      }
    },
  );

  it('uses the gradients of a backend that has them, with the same result', async () => {
    await tf.setBackend('cpu');
    const [input, parameters] = [random([2, 5, 4, 6], 1), random(weights(6), 2)];
    const [own, native] = [ours, theirs].map((layer) => valueAndGradients(layer, input, parameters));
    own!.forEach((row, i) => row.forEach((v, j) => expect(v).toBeCloseTo(native![i]![j]!, 4)));
  });

  it('leaves no tensor behind', async () => {
    await startEngine({ engine: 'wasm' });
    const before = tf.memory().numTensors;
    tf.tidy(() => void valueAndGradients(ours, random([1, 3, 3, 2], 1), random(weights(2), 2)));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('trainableMatMul', () => {
  it('is the matrix product', async () => {
    await startEngine({ engine: 'wasm' });
    const product = trainableMatMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));
    expect([...product.dataSync()]).toEqual([11]);
  });
});
