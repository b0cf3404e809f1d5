import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi, afterEach } from 'vitest';
import { graphOf, largestDifference, noise } from '../onnx/__fixtures__/graphs.js';
import { findEngine } from './__fixtures__/engines.js';
import { smallNetwork } from './__fixtures__/small-network.js';
import type { EngineName } from './engine.js';
import { startEngine } from './engine-node.js';
import type { GraphModelFiles } from './graph-builder.js';
import { loadNetwork } from './load-network-node.js';
import { sourceOfBuilt } from './model-files.js';
import type { LoadNetworkOptions, TensorData } from './network.js';

afterEach(() => vi.unstubAllEnvs());

const ENGINES = [await findEngine('wasm'), await findEngine('onnx'), await findEngine('tensorflow')];
const hasOnnx = ENGINES[1]!.isHere;
const loadBuilt = (files: GraphModelFiles, options: LoadNetworkOptions) => {
  const { source, readBytes } = sourceOfBuilt(files);
  return loadNetwork(source, readBytes, options);
};
const engineOf = (name: string) => name.split(' ')[0] as EngineName;

const files = smallNetwork();
const picture = (batch: number, height: number, width: number) => ({
  shape: [batch, height, width, 3],
  values: noise(batch * height * width * 3),
});

describe.each(ENGINES)('loadNetwork on $name', ({ name, isHere }) => {
  const engine = engineOf(name);

  it.skipIf(!isHere)('says its engine and what the model declares', async () => {
    const network = await loadBuilt(files, { engine });
    expect(network.engine).toMatchObject({ name: engine });
    expect(network.outputs).toEqual(['scores', 'boxes']);
    expect(network.userDefinedMetadata).toEqual({});
    network.dispose();
  });

  it.skipIf(!isHere)('takes any number of pictures of any size', async () => {
    const network = await loadBuilt(files, { engine });
    for (const [batch, height, width] of [
      [1, 8, 8],
      [3, 5, 12],
      [1, 1, 1],
      [2, 32, 7],
    ] as const) {
      const [scores, boxes] = await network.run(picture(batch, height, width));
      const cells = batch * Math.ceil(height / 2) * Math.ceil(width / 2);
      expect([scores!.shape, boxes!.shape]).toEqual([
        [batch, 3],
        [cells * 4, 4],
      ]);
      expect(scores!.values.reduce((a, b) => a + b) / batch).toBeCloseTo(1, 5);
    }
    network.dispose();
  });

  it.skipIf(!isHere)('returns any nodes in the order that they are asked for in', async () => {
    const outputs = ['features', 'depth', 'features'];
    const network = await loadBuilt(files, { engine, outputs });
    const answers = await network.run(picture(2, 6, 4));
    expect(answers.map(({ shape }) => shape)).toEqual([
      [2, 8],
      [2, 3, 2, 8],
      [2, 8],
    ]);
    expect(answers[2]!.values).toEqual(answers[0]!.values);
    network.dispose();
  });

  it.skipIf(!isHere)('answers calls at the same time as one after the other', async () => {
    const network = await loadBuilt(files, { engine });
    const pictures = [8, 6, 10].map((side) => picture(1, side, side));
    const serial = [];
    for (const input of pictures) serial.push(await network.run(input));
    expect(await Promise.all(pictures.map((input) => network.run(input)))).toEqual(serial);
    network.dispose();
  });

  it.skipIf(!isHere)('answers the same when it lends the memory of its inputs', async () => {
    const network = await loadBuilt(files, { engine });
    const pictures = [8, 6, 8, 10].map((side) => picture(1, side, side + 2));
    const expected = [];
    for (const input of pictures) expected.push(await network.run(input));
    const lent = () =>
      Promise.all(
        pictures.map(({ shape, values }) => network.run({ shape, values: (into) => into.set(values) })),
      );
    expect(await lent()).toEqual(expected);
    expect(await lent()).toEqual(expected);
    network.dispose();
  });

  it.skipIf(!isHere || engine === 'onnx')('has no integers', async () => {
    const before = tf.memory().numTensors;
    const loading = loadBuilt(files, { engine, int8: { inputRange: [-1, 1] } });
    await expect(loading).rejects.toThrow(
      expect.objectContaining({
        code: 'ENGINE_UNAVAILABLE',
        message: expect.stringContaining('leave int8 out'),
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it.skipIf(!isHere || engine !== 'onnx')(
    'computes nearly the same with integers, and not the same',
    async () => {
      const exact = await loadBuilt(files, { engine });
      const rounded = await loadBuilt(files, { engine, int8: { inputRange: [-1, 1] } });
      const input = picture(2, 16, 12);
      const [expected, actual] = [await exact.run(input), await rounded.run(input)];
      expected.forEach(({ shape, values }, i) => {
        expect(actual[i]!.shape).toEqual(shape);
        const difference = largestDifference(actual[i]!.values, values);
        expect(difference).toBeGreaterThan(0);
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(difference / largest).toBeLessThan(0.03);
      });
      exact.dispose();
      rounded.dispose();
    },
  );

  it.skipIf(!isHere)('rejects a picture with another number of channels, and goes on', async () => {
    const network = await loadBuilt(files, { engine });
    await expect(network.run({ shape: [1, 8, 8, 4], values: noise(256) })).rejects.toThrow();
    expect(await network.run(picture(1, 8, 8))).toHaveLength(2);
    network.dispose();
  });

  it.skipIf(!isHere)('says so when a node is not there', async () => {
    await expect(loadBuilt(files, { engine, outputs: ['nobody'] })).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_INCOMPATIBLE' }),
    );
  });

  it.skipIf(!isHere)('leaves no tensor, and can be disposed twice', async () => {
    await tf.ready();
    const before = tf.memory().numTensors;
    const network = await loadBuilt(files, { engine });
    await network.run(picture(1, 8, 8));
    await network.run({ shape: [1, 8, 8, 4], values: noise(256) }).catch(() => undefined);
    network.dispose();
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.skipIf(!isHere || engine === 'wasm')('computes what wasm computes', async () => {
    const input = picture(2, 9, 14);
    const answers: TensorData[][] = [];
    for (const each of [engine, 'wasm'] as const) {
      const network = await loadBuilt(files, { engine: each, outputs: ['scores', 'boxes', 'sum'] });
      answers.push(await network.run(input));
      network.dispose();
    }
    answers[0]!.forEach(({ values, shape }, i) => {
      const expected = answers[1]![i]!;
      expect(shape).toEqual(expected.shape);
      expect(largestDifference(values, expected.values)).toBeLessThan(1e-5); // sums of at most 72 products
    });
  });
});

describe.skipIf(!hasOnnx)(`a network that ${ENGINES[1]!.name} does not take`, () => {
  const odd = graphOf([-1, 2], [{ name: 'y', op: 'Elu', input: ['x'] }]);
  const run = async (options: LoadNetworkOptions) => {
    const network = await loadBuilt(odd, options);
    const [answer] = await network.run({ shape: [1, 2], values: Float32Array.of(0, 3) });
    network.dispose();
    return { engine: network.engine.name, values: [...answer!.values] };
  };

  it('runs on wasm with auto', async () => {
    expect(await run({ engine: 'auto' })).toEqual({ engine: 'wasm', values: [0, 3] });
  });

  it('is an error that names the node when onnx is asked for, by option or by MASKPRED_ENGINE', async () => {
    const failure = expect.objectContaining({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringMatching(/The engine onnx does not run Elu \(node "y"\).*wasm/) as string,
    });
    await expect(run({ engine: 'onnx' })).rejects.toThrow(failure);
    vi.stubEnv('MASKPRED_ENGINE', 'onnx');
    await expect(run({})).rejects.toThrow(failure);
  });

  it.each([
    ['two inputs', [{ name: 'y', op: 'AddV2', input: ['x', 'z'] }], /one input, this one has 2/],
    [
      'a kernel that is computed',
      [{ name: 'y', op: 'Conv2D', input: ['x', 'x'] }],
      /its kernel is no constant/,
    ],
    [
      'shapes that do not fit',
      [{ name: 'y', op: 'MatMul', input: ['x', 'w'] }],
      /ONNX Runtime does not take/,
    ],
    ['a node that is not there', [{ name: 'y', op: 'Relu', input: ['gone'] }], /no node "gone"/],
  ])('says what is wrong with %s', async (_, nodes, message) => {
    const second = { name: 'z', op: 'Placeholder', attr: {} };
    const weights = [{ name: 'w', shape: [3, 3], values: noise(9) }];
    const built = graphOf([-1, 2], [second, ...nodes], weights);
    const patched = {
      ...built,
      'model.json': String(built['model.json']).replace(
        '"op":"Placeholder","attr":{"T"',
        '"op":"Placeholder","attr":{"shape":{"shape":{"dim":[]}},"T"',
      ),
    };
    await expect(loadBuilt(patched, { engine: 'onnx', outputs: ['y'] })).rejects.toThrow(
      expect.objectContaining({
        code: 'MODEL_INCOMPATIBLE',
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});

const hasTensorflow = ENGINES[2]!.isHere;
it.skipIf(!hasTensorflow)(
  'a network of wasm answers after another engine was started, and after it again',
  async () => {
    const network = await loadBuilt(files, { engine: 'wasm' });
    const input = picture(1, 8, 8);
    const expected = await network.run(input);
    for (const engine of ['tensorflow', 'wasm'] as const) {
      await startEngine({ engine });
      const actual = await network.run(input);
      actual.forEach(({ values }, i) =>
        expect(largestDifference(values, expected[i]!.values), engine).toBeLessThan(1e-4),
      );
    }
    network.dispose();
  },
);
