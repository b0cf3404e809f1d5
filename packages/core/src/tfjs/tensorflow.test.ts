import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { largestDifference, noise, sizeOf } from '../onnx/__fixtures__/graphs.js';
import { trainableConv1x1, trainableDepthwise3x3 } from '../train/convolution.js';
import { registerGradients } from '../train/gradients.js';
import { findEngine } from './__fixtures__/engines.js';
import type { EngineName } from './engine.js';
import { startEngine } from './engine-node.js';

const tensorflow = await findEngine('tensorflow');
await registerGradients();

type Name = 'expand' | 'depthwise' | 'project';
const KERNELS: Readonly<Record<Name, [number, number, number, number]>> = {
  expand: [1, 1, 3, 8],
  depthwise: [3, 3, 8, 1],
  project: [1, 1, 8, 2],
};
const NAMES = Object.keys(KERNELS) as Name[];

/** Three steps of Adam on a block as fine-tuning trains it: the losses before each, then the kernels. */
async function train(
  engine: EngineName,
  depthwise: typeof trainableDepthwise3x3,
): Promise<{ losses: number[]; kernels: Float32Array }> {
  await startEngine({ engine });
  const optimizer = tf.train.adam(0.01);
  const kernels = Object.fromEntries(
    NAMES.map((name, i) => {
      const values = noise(sizeOf(KERNELS[name]), i + 1);
      return [name, tf.tidy(() => tf.variable(tf.tensor4d(values, KERNELS[name])))];
    }),
  ) as Record<Name, tf.Variable<tf.Rank.R4>>;
  const input = tf.tensor4d(noise(2 * 5 * 5 * 3, 9), [2, 5, 5, 3]);
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    const loss = optimizer.minimize(() => {
      const expanded = tf.relu6(trainableConv1x1(input, kernels.expand));
      const out = trainableConv1x1(depthwise(expanded, kernels.depthwise), kernels.project);
      return tf.mean(tf.square(tf.sub(tf.mean(out, [1, 2]), tf.tensor1d([1, -1])))) as tf.Scalar;
    }, true)!;
    losses.push((await loss.data())[0]!);
    loss.dispose();
  }
  const values = NAMES.flatMap((name) => [...kernels[name].dataSync()]);
  optimizer.dispose();
  tf.dispose([input, ...Object.values(kernels)]);
  return { losses, kernels: Float32Array.from(values) };
}

describe.skipIf(!tensorflow.isHere)(`a training step on ${tensorflow.name}`, () => {
  it('lowers the loss, and changes the kernels as on wasm', async () => {
    const [actual, expected] = [
      await train('tensorflow', trainableDepthwise3x3),
      await train('wasm', trainableDepthwise3x3),
    ];
    expect(actual.losses[2]).toBeLessThan(actual.losses[0]! - 0.01);
    // Three steps of 0.01 each: a gradient of another sign would show as 0.02.
    expect(largestDifference(actual.kernels, expected.kernels)).toBeLessThan(1e-4);
    actual.losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected.losses[i]!, 4));
  });

  it('has the gradients of convolutions that wasm lacks, equal to those that are written for it', async () => {
    const own = (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.depthwiseConv2d(x, kernel, 1, 'same');
    const [actual, expected] = [
      await train('tensorflow', own),
      await train('tensorflow', trainableDepthwise3x3),
    ];
    expect(largestDifference(actual.kernels, expected.kernels)).toBeLessThan(1e-4);
  });
});
