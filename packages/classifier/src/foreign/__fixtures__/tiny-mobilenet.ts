import { createRandom } from '@maskpred/core';

/** A layer's weight as Keras names it. */
export interface KerasWeight {
  readonly layer: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface KerasLayer {
  readonly class_name: string;
  readonly name: string;
  config: Record<string, unknown>;
  readonly inbound_nodes: unknown[];
}

/** A network in Keras' JSON, with its weights in order. */
export interface KerasModel {
  readonly topology: { class_name: string; config: Record<string, unknown> };
  readonly weights: readonly KerasWeight[];
}

export const INPUT_SIZE = 32;

/** Layers and weights are added one after the other, as in Keras' functional API. */
class Sketch {
  readonly layers: KerasLayer[] = [];
  readonly weights: KerasWeight[] = [];
  readonly #random = createRandom(7);
  #channels = 3;

  get last(): string {
    return this.layers.at(-1)?.name ?? 'input';
  }

  add(className: string, name: string, config: Record<string, unknown> = {}, inputs = [this.last]): void {
    const nodes = inputs.map((input) => [input, 0, 0, {}]);
    this.layers.push({ class_name: className, name, config: { name, ...config }, inbound_nodes: [nodes] });
  }

  weight(name: string, shape: readonly number[], low: number, high: number): void {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = Float32Array.from({ length: size }, () => low + this.#random.next() * (high - low));
    this.weights.push({ layer: this.last, name, shape, values });
  }

  conv(name: string, filters: number, size: number, stride: number): void {
    this.add('Conv2D', name, {
      filters,
      kernel_size: [size, size],
      strides: [stride, stride],
      padding: 'same',
      activation: 'linear',
      use_bias: false,
    });
    const bound = Math.sqrt(6 / (size * size * this.#channels));
    this.weight('kernel', [size, size, this.#channels, filters], -bound, bound);
    this.#channels = filters;
  }

  depthwise(name: string, stride: number): void {
    this.add('DepthwiseConv2D', name, {
      kernel_size: [3, 3],
      strides: [stride, stride],
      padding: stride === 1 ? 'same' : 'valid',
      depth_multiplier: 1,
      activation: 'linear',
      use_bias: false,
    });
    this.weight('depthwise_kernel', [3, 3, this.#channels, 1], -0.8, 0.8);
  }

  norm(name: string): void {
    this.add('BatchNormalization', name, { axis: [3], epsilon: 0.001, center: true, scale: true });
    const shape = [this.#channels];
    this.weight('gamma', shape, 0.5, 1.5);
    this.weight('beta', shape, -0.3, 0.6);
    this.weight('moving_mean', shape, -0.3, 0.3);
    this.weight('moving_variance', shape, 0.3, 2);
  }

  relu6(name: string): void {
    this.add('ReLU', name, { max_value: 6, negative_slope: 0, threshold: 0 });
  }

  dense(name: string, units: number, activation: string, inputs: number): void {
    this.add('Dense', name, { units, activation, use_bias: true });
    const bound = 1 / Math.sqrt(inputs);
    this.weight('kernel', [inputs, units], -bound, bound);
    this.weight('bias', [units], -0.2, 0.2);
  }

  finish(): KerasModel {
    const config = {
      name: 'model',
      layers: this.layers,
      input_layers: [[this.layers[0]!.name, 0, 0]],
      output_layers: [[this.last, 0, 0]],
    };
    return { topology: { class_name: 'Functional', config }, weights: this.weights };
  }
}

/** Four blocks of MobileNetV2 with Keras' own names, and random weights: 32 x 32 pixels to `[4, 4, 32]`. */
function sketchBackbone(): Sketch {
  const sketch = new Sketch();
  sketch.layers.push({
    class_name: 'InputLayer',
    name: 'input_1',
    config: { name: 'input_1', batch_input_shape: [null, INPUT_SIZE, INPUT_SIZE, 3], dtype: 'float32' },
    inbound_nodes: [],
  });
  sketch.conv('Conv1', 8, 3, 2);
  sketch.norm('bn_Conv1');
  sketch.relu6('Conv1_relu');
  const block = (prefix: string, expanded: number, projected: number, stride: number) => {
    const source = sketch.last;
    if (expanded > 0) {
      sketch.conv(`${prefix}_expand`, expanded, 1, 1);
      sketch.norm(`${prefix}_expand_BN`);
      sketch.relu6(`${prefix}_expand_relu`);
    }
    if (stride === 2)
      sketch.add('ZeroPadding2D', `${prefix}_pad`, {
        padding: [
          [0, 1],
          [0, 1],
        ],
      });
    sketch.depthwise(`${prefix}_depthwise`, stride);
    sketch.norm(`${prefix}_depthwise_BN`);
    sketch.relu6(`${prefix}_depthwise_relu`);
    sketch.conv(`${prefix}_project`, projected, 1, 1);
    sketch.norm(`${prefix}_project_BN`);
    return source;
  };
  block('expanded_conv', 0, 8, 1);
  block('block_1', 16, 12, 2);
  const source = block('block_2', 24, 12, 1);
  sketch.add('Add', 'block_2_add', {}, [source, sketch.last]);
  block('block_3', 24, 16, 2);
  sketch.conv('Conv_1', 32, 1, 1);
  sketch.norm('Conv_1_bn');
  sketch.relu6('out_relu');
  return sketch;
}

/** The head of PyImageSearch's mask detector on a tiny MobileNetV2. */
export function tinyMaskNet(outputs = 2, activation = 'softmax'): KerasModel {
  const sketch = sketchBackbone();
  sketch.add('AveragePooling2D', 'average_pooling2d', {
    pool_size: [4, 4],
    strides: [4, 4],
    padding: 'valid',
  });
  sketch.add('Flatten', 'flatten');
  sketch.dense('dense', 16, 'relu', 32);
  sketch.add('Dropout', 'dropout', { rate: 0.5 });
  sketch.dense('dense_1', outputs, activation, 16);
  return sketch.finish();
}

/** A Teachable Machine model as its own library builds it: a backbone and a head, each a Sequential model, in a third. */
export function tinyTeachableMachine(outputs: number): KerasModel {
  const backbone = sketchBackbone().finish();
  const head = new Sketch();
  head.dense('dense_Dense1', 16, 'relu', 32);
  head.add('Dense', 'dense_Dense2', { units: outputs, activation: 'softmax', use_bias: false });
  head.weight('kernel', [16, outputs], -1, 1);
  const layer = ({ class_name, config }: { class_name: string; config: object }) => ({ class_name, config });
  const sequential = (name: string, layers: object[]) => ({
    class_name: 'Sequential',
    config: { name, layers },
  });
  const headLayers = head.layers.map(layer);
  Object.assign(headLayers[0]!.config, { batch_input_shape: [null, 32] });
  const topology = sequential('sequential_4', [
    sequential('sequential_1', [
      { class_name: 'Model', config: { ...backbone.topology.config, name: 'model1' } },
      {
        class_name: 'GlobalAveragePooling2D',
        config: { name: 'global_average_pooling2d_1', trainable: true },
      },
    ]),
    sequential('sequential_3', headLayers),
  ]);
  return { topology, weights: [...backbone.weights, ...head.weights] };
}
