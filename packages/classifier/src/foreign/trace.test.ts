import { describe, expect, it } from 'vitest';
import type { ForeignNetwork } from './network.js';
import { simplify } from './simplify.js';
import { traceLayers } from './trace.js';

const network = (topology: unknown): ForeignNetwork => ({
  location: 'test.h5',
  topology,
  weightsOf: () => new Map(),
  digest: () => Promise.resolve(''),
});

/** What is left of a network: its layers with what they take, and what it does to pixels first. */
function read(topology: unknown) {
  const { graph, scaling } = simplify(traceLayers(network(topology)));
  return {
    layers: graph.calls.map(({ id, inputs }) => `${id} <- ${inputs.join(', ')}`),
    output: graph.output,
    inputShape: graph.inputShape,
    scaling,
  };
}

/** As Keras 3.15.1 writes an input of a layer. */
const tensor = (name: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 8, 8, 3], dtype: 'float32', keras_history: [name, 0, 0] },
});
const layer = (class_name: string, name: string, inbound_nodes: unknown[], config: object = {}) => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes,
});
const functional = (name: string, layers: object[], input: unknown, output: unknown) => ({
  class_name: 'Functional',
  name,
  config: { name, layers, input_layers: input, output_layers: output },
});

describe('what Keras 2.15 writes', () => {
  const base = functional(
    'base',
    [
      layer('InputLayer', 'input_1', [], { batch_input_shape: [null, 8, 8, 3] }),
      layer('Conv2D', 'conv', [[['input_1', 0, 0, {}]]]),
      layer('ReLU', 'relu', [[['conv', 0, 0, {}]]]),
    ],
    [['input_1', 0, 0]],
    [['relu', 0, 0]],
  );

  it('is read with a nested model, pixels scaled by operations, and layers of training only', () => {
    const topology = functional(
      'model',
      [
        layer('InputLayer', 'input_2', [], { batch_input_shape: [null, 8, 8, 3] }),
        layer('RandomFlip', 'random_flip', [[['input_2', 0, 0, {}]]]),
        layer('TFOpLambda', 'tf.math.truediv', [['random_flip', 0, 0, { y: 127.5, name: null }]], {
          function: 'math.truediv',
        }),
        layer('TFOpLambda', 'tf.math.subtract', [['tf.math.truediv', 0, 0, { y: 1, name: null }]], {
          function: 'math.subtract',
        }),
        { ...base, inbound_nodes: [[['tf.math.subtract', 0, 0, { training: false }]]] },
        layer('Dropout', 'dropout', [[['base', 1, 0, {}]]]),
        layer('Dense', 'dense', [[['dropout', 0, 0, {}]]]),
      ],
      [['input_2', 0, 0]],
      [['dense', 0, 0]],
    );
    expect(read(topology)).toEqual({
      layers: ['base/conv <- image', 'base/relu <- base/conv', 'dense <- base/relu'],
      output: 'dense',
      inputShape: [8, 8, 3],
      scaling: { scale: 1 / 127.5, offset: -1 },
    });
  });

  it('is read as a Sequential model, in which a layer may come twice', () => {
    const topology = {
      class_name: 'Sequential',
      config: [
        {
          class_name: 'Rescaling',
          config: { name: 'r', scale: 2, offset: 3, batch_input_shape: [null, 4, 4, 3] },
        },
        { class_name: 'Rescaling', config: { name: 'r', scale: 10, offset: 1 } },
        base,
        layer('Dense', 'dense', []),
        layer('Dense', 'dense', []),
      ],
    };
    expect(read(topology)).toEqual({
      layers: ['base/conv <- image', 'base/relu <- base/conv', 'dense <- base/relu', 'dense_2 <- dense'],
      output: 'dense_2',
      inputShape: [4, 4, 3],
      scaling: { scale: 20, offset: 31 },
    });
  });

  it('keeps a scaling that not everything goes through', () => {
    const topology = functional(
      'model',
      [
        layer('InputLayer', 'input_1', [], { batch_input_shape: [null, 8, 8, 3] }),
        layer('Rescaling', 'scale', [[['input_1', 0, 0, {}]]], { scale: 2 }),
        layer('Add', 'add', [
          [
            ['scale', 0, 0, {}],
            ['input_1', 0, 0, {}],
          ],
        ]),
      ],
      [['input_1', 0, 0]],
      [['add', 0, 0]],
    );
    expect(read(topology)).toMatchObject({
      layers: ['scale <- image', 'add <- scale, image'],
      scaling: undefined,
    });
  });
});

describe('what Keras 3 writes', () => {
  it('is read, operations on pixels included', () => {
    const topology = functional(
      'functional',
      [
        layer('InputLayer', 'input_layer', [], { batch_shape: [null, 8, 8, 3] }),
        layer('TrueDivide', 'true_divide', [{ args: [tensor('input_layer'), 127.5], kwargs: {} }]),
        layer('Subtract', 'subtract', [{ args: [tensor('true_divide'), 1], kwargs: {} }]),
        layer('Conv2D', 'a', [{ args: [tensor('subtract')], kwargs: {} }]),
        layer('Add', 'add', [{ args: [[tensor('a'), tensor('subtract')]], kwargs: {} }]),
      ],
      ['input_layer', 0, 0],
      ['add', 0, 0],
    );
    expect(read(topology)).toEqual({
      layers: ['a <- image', 'add <- a, image'],
      output: 'add',
      inputShape: [8, 8, 3],
      scaling: { scale: 1 / 127.5, offset: -1 },
    });
  });
});

describe('a description that was made to do harm', () => {
  it.each<[string, () => unknown, string]>([
    ['nothing', () => undefined, 'without class_name'],
    ['a list', () => [], 'without class_name'],
    [
      'models in models in models',
      () => {
        let model: object = layer('Dense', 'dense', []);
        for (let i = 0; i < 50; i++) model = { class_name: 'Sequential', config: { layers: [model] } };
        return model;
      },
      'nested more than 20 deep',
    ],
    [
      'a model that doubles with every level',
      () => {
        let model: object = layer('Dense', 'dense', []);
        for (let i = 0; i < 18; i++) model = { class_name: 'Sequential', config: { layers: [model, model] } };
        return model;
      },
      'has more than 5000 layers',
    ],
  ])('is refused: %s', (_, make, message) => {
    expect(() => traceLayers(network(make()))).toThrow(
      expect.objectContaining({
        code: 'MODEL_INCOMPATIBLE',
        message: expect.stringContaining(message) as string,
      }),
    );
  });
});
