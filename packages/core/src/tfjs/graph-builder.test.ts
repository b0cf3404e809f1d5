import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../random.js';
import { startEngine } from './engine-node.js';
import { GraphBuilder, type GraphModelFiles } from './graph-builder.js';
import { encodeWeight, type NamedWeight } from './weights.js';

beforeAll(() => startEngine());

const random = createRandom(1);

function weight(name: string, shape: number[]): NamedWeight {
  const length = shape.reduce((a, b) => a * b, 1);
  return { name, shape, values: Float32Array.from({ length }, () => random.between(-0.5, 0.5)) };
}

const tensorOf = ({ values, shape }: NamedWeight) => tf.tensor(values, [...shape]);

/** Loads the files as any TensorFlow.js application would, with nothing of ours. */
function loadPlainly(files: GraphModelFiles) {
  const model = JSON.parse(files['model.json']) as tf.io.ModelJSON;
  const shards = model.weightsManifest.flatMap(({ paths }) => paths).map((path) => files[path] as Uint8Array);
  return loadGraphModel(
    tf.io.fromMemory({
      ...model,
      weightSpecs: model.weightsManifest.flatMap(({ weights }) => weights),
      weightData: new Uint8Array(Buffer.concat(shards)).buffer,
    }),
  );
}

/** A network with one of each node, and the same in plain operations. */
function tinyNetwork() {
  const parts = {
    kernel: weight('stem/kernel', [3, 3, 3, 4]),
    bias: weight('stem/bias', [4]),
    depthKernel: weight('depth/kernel', [3, 3, 4, 1]),
    depthBias: weight('depth/bias', [4]),
    pointKernel: weight('point/kernel', [1, 1, 4, 4]),
    pointBias: weight('point/bias', [4]),
    denseKernel: weight('dense/kernel', [4, 5]),
    denseBias: weight('dense/bias', [5]),
  };
  const graph = new GraphBuilder();
  const image = graph.placeholder('image', [-1, -1, -1, 3]);
  const { kernel, bias } = parts;
  const stem = graph.conv2d('stem', { input: image, kernel, bias, stride: 2, activation: 'relu6' });
  const depth = graph.depthwiseConv2d('depth', {
    input: stem,
    kernel: parts.depthKernel,
    bias: parts.depthBias,
    activation: 'relu6',
  });
  const point = graph.conv2d('point', { input: depth, kernel: parts.pointKernel, bias: parts.pointBias });
  const pooled = graph.globalAveragePool('pool', graph.add('residual', stem, point));
  const dense = graph.dense('dense', { input: pooled, kernel: parts.denseKernel, bias: parts.denseBias });
  graph.softmax('scores', dense);
  graph.reshape('column', pooled, [-1, 1]);
  graph.concat('twice', [pooled, pooled], 1);

  const run = (input: tf.Tensor4D) =>
    tf.tidy(() => {
      const conv = (x: tf.Tensor4D, k: NamedWeight, b: NamedWeight, stride: number) =>
        tf.add(tf.conv2d(x, tensorOf(k) as tf.Tensor4D, stride, 'same'), tensorOf(b));
      const stemOut = tf.relu6(conv(input, kernel, bias, 2)) as tf.Tensor4D;
      const depthOut = tf.relu6<tf.Tensor4D>(
        tf.add(
          tf.depthwiseConv2d<tf.Tensor4D>(stemOut, tensorOf(parts.depthKernel) as tf.Tensor4D, 1, 'same'),
          tensorOf(parts.depthBias),
        ),
      );
      const sum = tf.add(stemOut, conv(depthOut, parts.pointKernel, parts.pointBias, 1));
      const mean = tf.mean<tf.Tensor2D>(sum, [1, 2]);
      const logits = tf.add(
        tf.matMul(mean, tensorOf(parts.denseKernel) as tf.Tensor2D),
        tensorOf(parts.denseBias),
      );
      return {
        scores: tf.softmax(logits as tf.Tensor2D),
        column: tf.reshape(mean, [-1, 1]),
        twice: tf.concat([mean, mean], 1),
      };
    });
  return { graph, run };
}

describe('GraphBuilder', () => {
  it('writes a model that plain loadGraphModel loads and that computes what the plain operations do', async () => {
    const { graph, run } = tinyNetwork();
    const outputs = ['scores', 'column', 'twice'] as const;
    const model = await loadPlainly(graph.build(outputs));
    for (const [batch, height, width] of [
      [1, 9, 13],
      [3, 16, 16],
      [1, 1, 1],
    ]) {
      const values = Float32Array.from({ length: batch * height * width * 3 }, () => random.between(-1, 1));
      const input = tf.tensor4d(values, [batch, height, width, 3]);
      const expected = run(input);
      const actual = model.execute({ image: input }, [...outputs]) as tf.Tensor[];
      for (const [i, name] of outputs.entries()) {
        expect(actual[i].shape).toEqual(expected[name].shape);
        const [a, b] = [actual[i].dataSync(), expected[name].dataSync()];
        for (const [k, value] of a.entries()) expect(Math.abs(value - b[k])).toBeLessThan(1e-5);
      }
      tf.dispose([input, ...actual, ...Object.values(expected)]);
    }
    model.dispose();
  });

  it('names input and outputs in the signature', async () => {
    const model = await loadPlainly(tinyNetwork().graph.build(['scores']));
    expect(model.inputs.map(({ name }) => name)).toEqual(['image']);
    expect(model.outputs.map(({ name }) => name)).toEqual(['scores']);
    model.dispose();
  });

  it('keeps no tensor after the model is disposed', async () => {
    const before = tf.memory().numTensors;
    const model = await loadPlainly(tinyNetwork().graph.build(['scores']));
    tf.tidy(() => void model.predict(tf.zeros([1, 8, 8, 3])));
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('writes the same bytes twice', () => {
    const files = tinyNetwork().graph;
    expect(files.build(['scores'])).toEqual(files.build(['scores']));
  });

  it('cuts the weights into shards of at most 4 MiB, which put together are the weights', () => {
    const graph = new GraphBuilder();
    const values = Float32Array.from({ length: 2.5 * 1024 * 1024 }, (_, i) => i);
    graph.constant({ name: 'large', shape: [values.length], values });
    const { 'model.json': json, ...shards } = graph.build([]);
    const model = JSON.parse(json) as tf.io.ModelJSON;
    const { paths } = model.weightsManifest[0];
    expect(paths).toEqual(['group1-shard1of3.bin', 'group1-shard2of3.bin', 'group1-shard3of3.bin']);
    const parts = paths.map((path) => shards[path] as Uint8Array);
    expect(parts.map(({ length }) => length)).toEqual([4 * 1024 ** 2, 4 * 1024 ** 2, 2 * 1024 ** 2]);
    expect(Buffer.concat(parts).equals(new Uint8Array(values.buffer))).toBe(true);
  });

  it('stores weights in the precision that was asked for, or as they were encoded already', async () => {
    const kernel = weight('kernel', [4, 2]);
    const bias = weight('bias', [2]);
    const build = (precision: 'float32' | 'float16' | 'uint8') => {
      const graph = new GraphBuilder();
      const input = graph.placeholder('x', [-1, 4]);
      graph.dense('y', { input, kernel, bias }, precision);
      return graph.build(['y']);
    };
    const size = (files: GraphModelFiles) => files['group1-shard1of1.bin'].length;
    expect(['float32', 'float16', 'uint8'].map((p) => size(build(p as 'uint8')))).toEqual([
      32 + 8,
      16 + 8,
      8 + 8,
    ]);

    const input = tf.ones([1, 4]);
    const exact = tf.add(tf.matMul(input, tensorOf(kernel) as tf.Tensor2D), tensorOf(bias)).dataSync();
    for (const [precision, tolerance] of [
      ['float16', 1e-3],
      ['uint8', 1e-2],
    ] as const) {
      const model = await loadPlainly(build(precision));
      const actual = (model.predict(input) as tf.Tensor).dataSync();
      for (const [i, value] of actual.entries()) expect(Math.abs(value - exact[i])).toBeLessThan(tolerance);
    }

    const graph = new GraphBuilder();
    const encoded = encodeWeight(kernel, 'uint8');
    graph.constant(encoded);
    expect(graph.build([])['group1-shard1of1.bin']).toEqual(encoded.bytes);
  });
});
