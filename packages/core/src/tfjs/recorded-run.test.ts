import * as tf from '@tensorflow/tfjs-core';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { noise } from '../onnx/__fixtures__/graphs.js';
import { smallNetwork } from './__fixtures__/small-network.js';
import { startEngine } from './engine-node.js';
import { sourceOfBuilt } from './model-files.js';
import { recordRun } from './recorded-run.js';
import { loadModel } from './tensor-network.js';

beforeAll(() => startEngine({ engine: 'wasm' }));
afterEach(() => vi.restoreAllMocks());

const { source, readBytes } = sourceOfBuilt(smallNetwork());
const model = await startEngine({ engine: 'wasm' }).then(() => loadModel(source, readBytes));
const picture = (seed: number) => ({ shape: [2, 6, 10, 3], values: noise(2 * 6 * 10 * 3, seed) });
const buffers = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();

/** What the executor answers. */
function execute(input: ReturnType<typeof picture>, outputs: readonly string[]) {
  return tf.tidy(() => {
    const answers = [model.execute(tf.tensor(input.values, input.shape), [...outputs])].flat();
    return answers.map((answer) => ({ shape: answer.shape, values: answer.dataSync() }) as never);
  });
}

/** A model of one function, for what no graph of ours does. */
const modelOf = (run: (x: tf.Tensor) => tf.Tensor) =>
  ({ weights: {}, execute: run }) as unknown as GraphModel;

describe('recordRun', () => {
  it.each([
    ['the outputs', ['scores', 'boxes']],
    ['values on the way, and one of them twice', ['first', 'rows0', 'sum', 'first']],
  ])('answers what the executor does, and so does its recording: %s', (_, outputs) => {
    const { answers, recording } = recordRun(model, picture(1), outputs);
    expect(answers).toEqual(execute(picture(1), outputs));
    for (const seed of [2, 3, 1]) {
      expect(recording!.replay(picture(seed))).toEqual(execute(picture(seed), outputs));
    }
  });

  it('leaves nothing in memory', () => {
    const before = [tf.memory().numTensors, buffers()];
    const { recording } = recordRun(model, picture(1), ['scores', 'rows1', 'boxes']);
    expect([tf.memory().numTensors, buffers()]).toEqual(before);
    for (let i = 0; i < 5; i++) recording!.replay(picture(i));
    expect([tf.memory().numTensors, buffers()]).toEqual(before);
  });

  it('nor after an error in the middle', () => {
    const { recording } = recordRun(model, picture(1), ['scores', 'boxes']);
    const before = buffers();
    const full = new Error('out of memory');
    vi.spyOn(tf.backend(), 'readSync').mockImplementation(() => {
      throw full;
    });
    expect(() => recording!.replay(picture(1))).toThrow(full);
    expect(buffers()).toBe(before);
  });

  it.each([
    ['reads a value', (x: tf.Tensor) => (tf.sum(x).dataSync()[0]! > 0 ? tf.square(x) : tf.neg(x))],
    ['takes a tensor from elsewhere', (x: tf.Tensor) => tf.add(x, tf.scalar(2))],
  ])('records nothing of a model that %s, and answers', (_, run) => {
    const input = { shape: [3], values: Float32Array.of(1, 2, 3) };
    const { answers, recording } = recordRun(modelOf(run), input, ['y']);
    expect(recording).toBeUndefined();
    expect([...answers[0]!.values]).toEqual([...tf.tidy(() => run(tf.tensor1d(input.values)).dataSync())]);
  });

  it('gives the engine back as it was, whether the model runs or not', () => {
    const { runKernel, readSync } = tf.engine();
    recordRun(model, picture(1), ['scores']);
    const broken = modelOf(() => {
      throw new Error('no kernel');
    });
    expect(() => recordRun(broken, picture(1), ['y'])).toThrow('no kernel');
    expect(tf.engine().runKernel).toBe(runKernel);
    expect(tf.engine().readSync).toBe(readSync);
  });
});
