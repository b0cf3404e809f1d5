import * as tf from '@tensorflow/tfjs-core';
import { input, layers, type LayersModel, model as joinLayers, sequential } from '@tensorflow/tfjs-layers';
import { createRandom } from '@maskpred/core';
import { decodeWeights, loadBuiltNetwork, startEngine } from '@maskpred/core/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ForeignNetwork, Weight } from './network.js';
import { simplify } from './simplify.js';
import { traceLayers } from './trace.js';
import { writeGraph } from './write-graph.js';

type Layer = InstanceType<typeof layers.Layer>;

beforeAll(async () => {
  await startEngine({ engine: 'wasm' });
});

/** The layers that a model of TensorFlow.js saves, with random weights, as a foreign network. */
async function saveNetwork(model: LayersModel): Promise<ForeignNetwork> {
  const random = createRandom(3);
  const drawn = model.getWeights().map(({ shape }) => {
    const size = shape.reduce((product, side) => product * side, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => random.between(0.05, 0.9)),
      shape,
    );
  });
  model.setWeights(drawn);
  tf.dispose(drawn);
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const weights = decodeWeights(saved!.weightSpecs, new Uint8Array(saved!.weightData as ArrayBuffer));
  return {
    location: 'test',
    topology: saved!.modelTopology,
    weightsOf: (_, layer) =>
      new Map<string, Weight>(
        [...weights].flatMap(([name, weight]) =>
          name.startsWith(`${layer}/`) ? [[name.split('/')[1]!, weight]] : [],
        ),
      ),
    digest: () => Promise.resolve(''),
  };
}

/**
 * The largest difference between what the graph puts out and what the layers themselves do, on random pictures; as a share of
 * it where it is above 1. There is no softmax, which would hide differences between large numbers.
 */
async function largestDifference(model: LayersModel, size: number): Promise<number> {
  return differenceOf(model, await saveNetwork(model), size);
}

async function differenceOf(model: LayersModel, saved: ForeignNetwork, size: number): Promise<number> {
  const { graph } = simplify(traceLayers(saved));
  const { files } = writeGraph(graph, size, 'softmax', 'float32');
  const random = createRandom(9);
  const values = Float32Array.from({ length: 2 * size * size * 3 }, () => random.between(-1, 1));
  const shape = [2, size, size, 3];
  const expected = tf.tidy(() => (model.predict(tf.tensor(values, shape)) as tf.Tensor).dataSync().slice());
  const network = await loadBuiltNetwork(files, { engine: 'wasm' });
  const [scores] = await network.run({ shape, values });
  network.dispose();
  model.dispose();
  expect(scores!.values.length).toBe(expected.length);
  return Math.max(
    ...expected.map((value, i) => Math.abs(value - scores!.values[i]!) / Math.max(1, Math.abs(value))),
  );
}

/** Layers between a picture of that size and three numbers. */
function stack(size: number, ...middle: readonly Layer[]): LayersModel {
  const model = sequential();
  for (const layer of [layers.inputLayer({ inputShape: [size, size, 3] }), ...middle]) model.add(layer);
  if (model.outputs[0]!.shape.length > 2) model.add(layers.flatten());
  model.add(layers.dense({ units: 3 }));
  return model;
}

type Symbolic = ReturnType<typeof input>;
const apply = (layer: Layer, ...values: readonly Symbolic[]): Symbolic =>
  layer.apply(values.length === 1 ? values[0]! : [...values]) as Symbolic;

describe('a layer as nodes of a graph gives what TensorFlow.js gives', () => {
  it.each<[string, () => Layer[]]>([
    ['Conv2D with relu', () => [layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' })]],
    ['Conv2D with sigmoid', () => [layers.conv2d({ filters: 4, kernelSize: 3, activation: 'sigmoid' })]],
    ['Conv2D with tanh', () => [layers.conv2d({ filters: 4, kernelSize: [1, 3], activation: 'tanh' })]],
    ['Conv2D with elu', () => [layers.conv2d({ filters: 4, kernelSize: 3, activation: 'elu' })]],
    ['Conv2D with swish', () => [layers.conv2d({ filters: 4, kernelSize: 3, activation: 'swish' })]],
    ['dilated Conv2D', () => [layers.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2 })]],
    [
      'DepthwiseConv2D with a multiplier',
      () => [layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 })],
    ],
    [
      'SeparableConv2D, BatchNormalization, ReLU',
      () => [
        layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same' }),
        layers.batchNormalization(),
        layers.reLU(),
      ],
    ],
    [
      'BatchNormalization after nothing that is linear',
      () => [layers.maxPooling2d({}), layers.batchNormalization()],
    ],
    [
      'BatchNormalization after an activation',
      () => [layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }), layers.batchNormalization()],
    ],
    [
      'BatchNormalization of a vector',
      () => [layers.flatten(), layers.dense({ units: 6 }), layers.batchNormalization(), layers.reLU()],
    ],
    ['LeakyReLU', () => [layers.conv2d({ filters: 4, kernelSize: 3 }), layers.leakyReLU({ alpha: 0.2 })]],
    ['AveragePooling2D', () => [layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })]],
    [
      'MaxPooling2D of what is padded',
      () => [layers.zeroPadding2d({}), layers.maxPooling2d({ poolSize: 3, strides: 2 })],
    ],
    ['GlobalMaxPooling2D', () => [layers.globalMaxPooling2d({})]],
    ['GlobalAveragePooling2D', () => [layers.globalAveragePooling2d({})]],
    ['Reshape', () => [layers.reshape({ targetShape: [-1] }), layers.reshape({ targetShape: [3, 3, 27] })]],
    [
      'padding that two layers take',
      () => [
        layers.zeroPadding2d({
          padding: [
            [0, 1],
            [0, 1],
          ],
        }),
      ],
    ],
  ])('%s', async (_, middle) => {
    expect(await largestDifference(stack(9, ...middle()), 9)).toBeLessThan(1e-5);
  });

  it('branches: Add, Multiply, Concatenate', async () => {
    const picture = input({ shape: [8, 8, 3] });
    const branch = (filters: number) =>
      apply(layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'sigmoid' }), picture);
    const [a, b] = [branch(4), branch(4)];
    const parts = [apply(layers.add(), a, b, a), apply(layers.multiply(), a, b), branch(2)];
    const vector = apply(layers.globalAveragePooling2d({}), apply(layers.concatenate(), ...parts));
    const model = joinLayers({ inputs: picture, outputs: apply(layers.dense({ units: 3 }), vector) });
    expect(await largestDifference(model, 8)).toBeLessThan(1e-5);
  });

  it.each([13, 15])('a stride larger than the kernel, as TensorFlow pads it: %i pixels', async (size) => {
    const options = { kernelSize: 2, strides: 3, filters: 4 };
    const same = await saveNetwork(stack(size, layers.conv2d({ ...options, padding: 'same' })));
    // 13 pixels take one more for the fifth step, put at the end; 15 take none.
    const byHand = stack(
      size,
      layers.zeroPadding2d({
        padding:
          size === 13
            ? [
                [0, 1],
                [0, 1],
              ]
            : [
                [0, 0],
                [0, 0],
              ],
      }),
      layers.conv2d(options),
    );
    await saveNetwork(byHand); // draws the same weights
    expect(await differenceOf(byHand, same, size)).toBeLessThan(1e-5);
  });

  it('convolutions of any size, stride and padding, padded by hand or not, BatchNorm folded in', async () => {
    const step = fc.record({
      kernel: fc.constantFrom(1, 2, 3, 5),
      stride: fc.constantFrom(1, 2, 3),
      isSame: fc.boolean(),
      isDepthwise: fc.boolean(),
      hasNorm: fc.boolean(),
      hasRelu: fc.boolean(),
      pad: fc.option(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2))),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 11, max: 16 }),
        fc.array(step, { minLength: 1, maxLength: 2 }),
        async (size, steps) => {
          const middle = steps.flatMap(({ kernel, stride, isSame, isDepthwise, hasNorm, hasRelu, pad }) => {
            const options = {
              kernelSize: kernel,
              strides: stride,
              // With a stride larger than the kernel, what TensorFlow.js gives on WASM is wrong: see below.
              padding: isSame && stride <= kernel ? 'same' : 'valid',
            } as const;
            return [
              ...(pad
                ? [
                    layers.zeroPadding2d({
                      padding: [
                        [pad[0], pad[1]],
                        [pad[2], pad[3]],
                      ],
                    }),
                  ]
                : []),
              isDepthwise ? layers.depthwiseConv2d(options) : layers.conv2d({ ...options, filters: 4 }),
              ...(hasNorm ? [layers.batchNormalization()] : []),
              ...(hasRelu ? [layers.reLU({ maxValue: 6 })] : []),
            ];
          });
          const model = stack(size, ...middle);
          // TensorFlow.js lets a kernel be larger than what is left of the picture.
          const sides = model.layers.flatMap(({ outputShape }) => outputShape.slice(1) as number[]);
          fc.pre(sides.every((side) => side > 0));
          expect(await largestDifference(model, size)).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 25 },
    );
  });
});
