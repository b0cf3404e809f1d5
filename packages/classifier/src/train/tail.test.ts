import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '@maskpred/core';
import { startEngine } from '@maskpred/core/tfjs';
import { openFeatureCache, registerGradients } from '@maskpred/core/train';
import { bareFaces } from '../__fixtures__/faces.js';
import { SHIPPED_MODEL } from '../shipped-model.js';
import {
  BACKBONE_STAGES,
  FEATURE_LENGTH,
  FEATURES_NODE,
  inputOf,
  stagesFrom,
  type Weights,
} from './backbone.js';
import { createExtractorOf } from './extractor.js';
import type { Head } from './head.js';
import { readBackbone } from './read-backbone.js';
import { createTailNetwork, replaceWeights } from './tail.js';
import { disposeNetwork, predictLogits } from './trainable-network.js';

let face: RgbImage;
let weights: Weights;
/** Sums the first half of the features, and the second. */
const head: Head = {
  kernel: Float32Array.from({ length: FEATURE_LENGTH * 2 }, (_, i) =>
    i % 2 === (i < FEATURE_LENGTH ? 0 : 1) ? 1 : 0,
  ),
  bias: Float32Array.of(1, 2),
};

beforeAll(async () => {
  await startEngine({ engine: 'wasm' });
  await registerGradients();
  [face] = (await bareFaces()) as [RgbImage];
  weights = await readBackbone(SHIPPED_MODEL);
});

describe('stagesFrom', () => {
  it('is the whole network from block 0 on, and the last convolution is always in it', () => {
    expect(stagesFrom(0)).toEqual(BACKBONE_STAGES);
    expect(stagesFrom(16).flatMap(({ layers }) => layers.map(({ name }) => name))).toEqual([
      ...['expand', 'depthwise', 'project'].map((part) => `expanded_conv_16/${part}`),
      'Conv_1',
    ]);
    expect(inputOf(14)).toMatchObject({ output: 'expanded_conv_13/project', shape: [7, 7, 160] });
    expect(inputOf(0)).toEqual({ output: 'image', shape: [224, 224, 3] });
  });
});

describe('createTailNetwork', () => {
  it.each([0, 1, 6, 13, 14, 16])(
    'from block %i computes what the network that is written does',
    async (block) => {
      const extractor = await createExtractorOf(weights, { engine: 'wasm' });
      const { output, shape } = inputOf(block);
      const [[input, features]] = (await extractor.extract(face, [{ nodes: [output, FEATURES_NODE] }])) as [
        [Float32Array, Float32Array],
      ];
      await extractor.close();
      const cache = await openFeatureCache(undefined, shape[0] * shape[1] * shape[2]);
      await cache.put('face', input);
      const network = createTailNetwork(weights, head, block, cache);
      const [first, second] = predictLogits(network, ['face']);
      disposeNetwork(network);
      const sumOf = (from: number) => features.slice(from, from + 640).reduce((a, b) => a + b, 0);
      // What is cached is rounded to 11 bits.
      expect(first! / (sumOf(0) + 1)).toBeCloseTo(1, 2);
      expect(second! / (sumOf(640) + 2)).toBeCloseTo(1, 2);
    },
  );

  it('has a gradient for every weight that it trains, from the first convolution on', async () => {
    const { shape } = inputOf(0);
    const cache = await openFeatureCache(undefined, shape[0] * shape[1] * shape[2]);
    await cache.put(
      'noise',
      Float32Array.from({ length: cache.length }, (_, i) => Math.sin(i)),
    );
    const network = createTailNetwork(weights, head, 0, cache);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const loss = () => tf.sum(tf.square(network.logits(['noise']))) as tf.Scalar;
      const { grads } = tf.variableGrads(loss, [...network.variables.values()]);
      for (const [name, variable] of network.variables) {
        const largest = tf.max(tf.abs(grads[variable.name]!)).dataSync()[0]!;
        expect([name, largest > 0 && Number.isFinite(largest)]).toEqual([name, true]);
      }
    });
    expect(tf.memory().numTensors).toBe(before);
    disposeNetwork(network);
  });
});

describe('replaceWeights', () => {
  it('puts the trained ones into their places and keeps the others', () => {
    const kernel = new Float32Array(weights.get('Conv_1/kernel')!.values.length);
    const replaced = replaceWeights(weights, { 'Conv_1/kernel': kernel });
    expect(replaced.get('Conv_1/kernel')!.values).toBe(kernel);
    expect(replaced.get('Conv/kernel')).toEqual(weights.get('Conv/kernel'));
  });
});
