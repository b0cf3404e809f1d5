import type { io } from '@tensorflow/tfjs-core';
import {
  type EncodedWeight,
  encodePerChannel,
  encodeWeight,
  type NamedWeight,
  type WeightPrecision,
} from './weights.js';

/** The files of a TensorFlow.js graph model, by file name. */
export interface GraphModelFiles {
  readonly 'model.json': string;
  readonly [shard: string]: string | Uint8Array;
}

export interface ConvolutionOptions {
  readonly input: string;
  /** Conv2D kernels are `[height, width, in, out]`, depthwise ones `[height, width, channels, 1]`. */
  readonly kernel: NamedWeight | EncodedWeight;
  /** `[out]` */
  readonly bias: NamedWeight;
  /** @default 1 */
  readonly stride?: 1 | 2;
  /** `relu6`, or nothing for a linear projection. */
  readonly activation?: 'relu6';
}

/** At most 4 MiB a shard, which is what static hosts and browsers cache well. */
const SHARD_BYTES = 4 * 1024 * 1024;

const encode = (text: string) => btoa(text);
const FLOAT = { type: 'DT_FLOAT' };

/**
 * Writes a TensorFlow.js graph model node by node, fused as the engines run it fastest: what the Python converter would
 * make of a frozen network with its BatchNorm folded. Plain `tf.loadGraphModel` loads the result.
 */
export class GraphBuilder {
  readonly #nodes: object[] = [];
  readonly #weights: EncodedWeight[] = [];
  #input: object = {};

  /** The network's input, NHWC float32; -1 stands for any size. */
  placeholder(name: string, shape: readonly number[]): string {
    const dim = shape.map((size) => ({ size: String(size) }));
    this.#input = { [name]: { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: { dim } } };
    return this.#node(name, 'Placeholder', [], { dtype: FLOAT, shape: { shape: { dim } } });
  }

  /** A constant whose values go to the weight file; one that is encoded already goes there byte by byte as it is. */
  constant(weight: NamedWeight | EncodedWeight, precision: WeightPrecision = 'float32'): string {
    if ('spec' in weight) return this.#constant(weight);
    if (precision !== 'uint8-per-channel') return this.#constant(encodeWeight(weight, precision));
    const { levels, scales } = encodePerChannel(weight);
    const factors = [this.#constant(levels), this.constant(scales)];
    return this.#node(weight.name, 'Mul', factors, { T: FLOAT }); // foldConstants multiplies them when the model is read
  }

  #constant(encoded: EncodedWeight): string {
    this.#weights.push(encoded);
    const { name, shape } = encoded.spec;
    const dtype = encoded.spec.dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT';
    const dim = shape.map((size) => ({ size: String(size) }));
    return this.#node(name, 'Const', [], {
      dtype: { type: dtype },
      value: { tensor: { dtype, tensorShape: { dim } } },
    });
  }

  /** Convolution, bias and activation in one node; SAME padding. */
  conv2d(name: string, options: ConvolutionOptions, precision: WeightPrecision = 'float32'): string {
    return this.#convolution(name, '_FusedConv2D', options, precision);
  }

  /** Depthwise convolution, bias and activation in one node; SAME padding. */
  depthwiseConv2d(name: string, options: ConvolutionOptions, precision: WeightPrecision = 'float32'): string {
    return this.#convolution(name, 'FusedDepthwiseConv2dNative', options, precision);
  }

  add(name: string, a: string, b: string): string {
    return this.#node(name, 'AddV2', [a, b], { T: FLOAT });
  }

  /** Mean over height and width: `[batch, height, width, channels]` to `[batch, channels]`. */
  globalAveragePool(name: string, input: string): string {
    const axes = this.constant({ name: `${name}/axes`, shape: [2], values: Int32Array.of(1, 2) });
    return this.#node(name, 'Mean', [input, axes], { T: FLOAT, keep_dims: { b: false } });
  }

  /** `[batch, in]` to `[batch, out]`. */
  dense(
    name: string,
    options: { input: string; kernel: NamedWeight; bias: NamedWeight; activation?: 'relu6' },
    precision: WeightPrecision = 'float32',
  ): string {
    const { input, kernel, bias, activation } = options;
    return this.#node(name, '_FusedMatMul', [input, this.constant(kernel, precision), this.constant(bias)], {
      ...fusedOps(activation),
      transpose_a: { b: false },
      transpose_b: { b: false },
    });
  }

  softmax(name: string, input: string): string {
    return this.#node(name, 'Softmax', [input], { T: FLOAT });
  }

  reshape(name: string, input: string, shape: readonly number[]): string {
    const target = this.constant({
      name: `${name}/shape`,
      shape: [shape.length],
      values: Int32Array.from(shape),
    });
    return this.#node(name, 'Reshape', [input, target], { T: FLOAT });
  }

  concat(name: string, inputs: readonly string[], axis: number): string {
    const at = this.constant({ name: `${name}/axis`, shape: [], values: Int32Array.of(axis) });
    return this.#node(name, 'ConcatV2', [...inputs, at], { T: FLOAT, N: { i: String(inputs.length) } });
  }

  /** The finished model's files. Shards are cut at 4 MiB. */
  build(outputs: readonly string[]): GraphModelFiles {
    const bytes = concatenate(this.#weights.map((weight) => weight.bytes));
    const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
    const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
    const weights = this.#weights.map(({ spec }) => spec);
    const manifest: io.WeightsManifestConfig = [{ paths, weights }];
    const model = {
      format: 'graph-model',
      generatedBy: 'maskpred',
      convertedBy: null,
      signature: {
        inputs: this.#input,
        outputs: Object.fromEntries(outputs.map((name) => [name, { name: `${name}:0`, dtype: 'DT_FLOAT' }])),
      },
      modelTopology: { node: this.#nodes, library: {}, versions: { producer: 1 } },
      weightsManifest: manifest,
    };
    const shards = paths.map(
      (path, i) => [path, bytes.slice(i * SHARD_BYTES, (i + 1) * SHARD_BYTES)] as const,
    );
    return { ...Object.fromEntries(shards), 'model.json': JSON.stringify(model) };
  }

  #convolution(name: string, op: string, options: ConvolutionOptions, precision: WeightPrecision): string {
    const { input, kernel, bias, stride = 1, activation } = options;
    return this.#node(name, op, [input, this.constant(kernel, precision), this.constant(bias)], {
      ...fusedOps(activation),
      strides: { list: { i: ['1', String(stride), String(stride), '1'] } },
      dilations: { list: { i: ['1', '1', '1', '1'] } },
      padding: { s: encode('SAME') },
      data_format: { s: encode('NHWC') },
    });
  }

  #node(name: string, op: string, input: readonly string[], attr: object): string {
    this.#nodes.push({ name, op, ...(input.length > 0 ? { input } : {}), attr });
    return name;
  }
}

function fusedOps(activation?: 'relu6'): object {
  const ops = ['BiasAdd', ...(activation === 'relu6' ? ['Relu6'] : [])];
  return { T: FLOAT, num_args: { i: '1' }, fused_ops: { list: { s: ops.map(encode) } } };
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
