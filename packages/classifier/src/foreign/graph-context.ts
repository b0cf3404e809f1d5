import { incompatible, UnknownLayerError } from './problems.js';
import type { LayerCall, LayerGraph, Weight } from './network.js';
import type { Padding } from './layer-config.js';
import { integers, number, type OperationGraph, text } from './operation-graph.js';
import type { Activation } from './layer-config.js';

/** What a layer puts out. */
export interface Value {
  /** Node of the graph. */
  readonly node: string;
  /** Without the batch: `[height, width, channels]` or `[length]`. */
  readonly shape: readonly number[];
  /** Zeros that are still to be put around: a convolution may do that itself. */
  readonly padding?: Padding;
}

/** Numbers in the largest activation of a picture: 512 MB of float32 at most for the eight of a batch. */
const MAX_ACTIVATION = 2 ** 24;

/** What the writers of single layers share: the graph so far, weights, and what comes next. */
export class GraphContext {
  readonly location: string;
  readonly graph: OperationGraph;
  readonly #consumers = new Map<string, LayerCall[]>();
  readonly #values = new Map<string, Value>();

  constructor({ location, calls }: LayerGraph, graph: OperationGraph) {
    this.location = location;
    this.graph = graph;
    for (const call of calls) {
      for (const input of new Set(call.inputs)) {
        this.#consumers.set(input, [...(this.#consumers.get(input) ?? []), call]);
      }
    }
  }

  /** The one layer that takes what `id` puts out, if it takes nothing else. */
  followerOf(id: string): LayerCall | undefined {
    const consumers = this.#consumers.get(id) ?? [];
    return consumers.length === 1 && consumers[0]!.inputs.length === 1 ? consumers[0] : undefined;
  }

  has(id: string): boolean {
    return this.#values.has(id);
  }

  /** What `id` puts out, its padding left to the caller. */
  paddedValue(id: string): Value {
    const value = this.#values.get(id);
    if (!value)
      throw incompatible(this.location, `a layer takes the output of "${id}", which comes after it.`);
    return value;
  }

  /** What `id` puts out. */
  value(id: string): Value {
    const value = this.paddedValue(id);
    if (!value.padding) return value;
    const whole = this.pad(`${id}/pad`, value, value.padding);
    this.#values.set(id, whole);
    return whole;
  }

  set(id: string, value: Value): void {
    const { shape } = value;
    const [[top, bottom], [left, right]] = value.padding ?? NO_PADDING;
    const [height, width, channels] = shape.length === 3 ? shape : [1, 1, shape[0]];
    const size = (height! + top + bottom) * (width! + left + right) * channels!;
    if (!(size >= 1 && size <= MAX_ACTIVATION)) {
      throw incompatible(
        this.location,
        `the layer "${id}" puts out [${shape.join(', ')}], expected 1 to ${MAX_ACTIVATION} numbers. Check the size of its input.`,
      );
    }
    this.#values.set(id, value);
  }

  /** Zeros around a map. */
  pad(name: string, { node, shape }: Value, [vertical, horizontal]: Padding): Value {
    const [height, width, channels] = shape as [number, number, number];
    const zeros = Int32Array.of(0, 0, ...vertical, ...horizontal, 0, 0);
    const paddings = this.graph.constant(`${name}/paddings`, [4, 2], zeros);
    return {
      node: this.graph.node(name, 'Pad', [node, paddings], { Tpaddings: { type: 'DT_INT32' } }),
      shape: [height + vertical[0] + vertical[1], width + horizontal[0] + horizontal[1], channels],
    };
  }

  /** `[height, width, channels]` of a map. */
  mapShape(call: LayerCall, { shape }: Value): [height: number, width: number, channels: number] {
    if (shape.length !== 3) {
      throw incompatible(
        this.location,
        `the layer "${call.id}" (${call.type}) takes a map of height, width and channels, got [${shape.join(', ')}].`,
      );
    }
    return shape as unknown as [number, number, number];
  }

  /**
   * A weight of a layer, which must have that shape.
   * @throws {MaskpredError} MODEL_INCOMPATIBLE when it is missing, has another shape, or holds something that is no number.
   */
  weight(call: LayerCall, name: string, shape: readonly number[]): Float32Array {
    const weight: Weight | undefined = call.weights.get(name);
    const what = `the weight "${name}" of the layer "${call.id}" (${call.type})`;
    if (!weight) {
      throw incompatible(
        this.location,
        `${what} is missing. Save the whole model again with model.save(), and keep its files together.`,
      );
    }
    if (weight.shape.join() !== shape.join()) {
      throw incompatible(
        this.location,
        `${what} has the shape [${weight.shape.join(', ')}], the description of the network asks for [${shape.join(', ')}]. ` +
          'Description and weights belong to different models: save the whole model again.',
      );
    }
    const values = Float32Array.from(weight.values);
    if (!values.every(Number.isFinite)) {
      throw incompatible(
        this.location,
        `${what} holds values that are not numbers (NaN or infinite): the training went astray, or the file is damaged. ` +
          'Train again with a lower learning rate, or take an earlier checkpoint.',
      );
    }
    return values;
  }

  /** Puts an activation on a value. */
  activate(name: string, value: Value, activation: Activation): Value {
    const { node, shape } = value;
    const make = (op: string) => ({ node: this.graph.node(name, op, [node]), shape });
    switch (activation) {
      case 'linear':
        return value;
      case 'relu':
        return make('Relu');
      case 'relu6':
        return make('Relu6');
      case 'sigmoid':
        return make('Sigmoid');
      case 'tanh':
        return make('Tanh');
      case 'elu':
        return make('Elu');
      case 'softmax':
        if (shape.length !== 1) throw new UnknownLayerError('softmax over a map');
        return make('Softmax');
      case 'swish': {
        const gate = this.graph.node(`${name}/gate`, 'Sigmoid', [node]);
        return { node: this.graph.node(name, 'Mul', [node, gate]), shape };
      }
    }
  }

  /** A value times one number a channel, plus another. */
  affine(name: string, { node, shape }: Value, factors: Float32Array, offsets: Float32Array): Value {
    const factor = this.graph.constant(`${name}/factors`, [factors.length], factors);
    const offset = this.graph.constant(`${name}/offsets`, [offsets.length], offsets);
    const product = this.graph.node(`${name}/product`, 'Mul', [node, factor]);
    return { node: this.graph.node(name, 'AddV2', [product, offset]), shape };
  }

  leakyRelu(name: string, { node, shape }: Value, slope: number): Value {
    return { node: this.graph.node(name, 'LeakyRelu', [node], { alpha: number(slope) }), shape };
  }

  reshape(name: string, { node }: Value, shape: readonly number[]): Value {
    const target = this.graph.constant(`${name}/shape`, [shape.length + 1], Int32Array.of(-1, ...shape));
    return {
      node: this.graph.node(name, 'Reshape', [node, target], { Tshape: { type: 'DT_INT32' } }),
      shape,
    };
  }

  /** `Mean` or `Max` over height and width. */
  reduce(name: string, op: 'Mean' | 'Max', value: Value, keepsDimensions: boolean): Value {
    const axes = this.graph.constant(`${name}/axes`, [2], Int32Array.of(1, 2));
    const channels = value.shape[2]!;
    return {
      node: this.graph.node(name, op, [value.node, axes], { keep_dims: { b: keepsDimensions } }),
      shape: keepsDimensions ? [1, 1, channels] : [channels],
    };
  }
}

export const NO_PADDING: Padding = [
  [0, 0],
  [0, 0],
];

/** Attributes of everything that slides a window over a map. */
export function windowAttributes(strides: readonly [number, number], padding: 'SAME' | 'VALID') {
  return { strides: integers([1, ...strides, 1]), padding: text(padding), data_format: text('NHWC') };
}

/** Positions of a window along one side: TensorFlow's rule. */
export function positions(side: number, window: number, stride: number, padding: 'SAME' | 'VALID'): number {
  return Math.ceil((padding === 'SAME' ? side : side - window + 1) / stride);
}

/** The zeros that TensorFlow puts before and after a side with SAME padding: the odd one after. */
export function samePadding(side: number, window: number, stride: number): [before: number, after: number] {
  const total = Math.max(0, (positions(side, window, stride, 'SAME') - 1) * stride + window - side);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
