import type { OnnxGraph, OnnxNode, OnnxTensor } from './model-proto.js';

/** What a value lies within. */
type Range = readonly [low: number, high: number];

/** Of 8 bits without a sign, as activations are kept. */
const LEVELS = 255;
/** The largest weight; -128 is not used, so that weights are as exact on either side of 0. */
const LARGEST_WEIGHT = 127;

/**
 * The graph with its convolutions in integers of 8 bits, where that needs no measuring: between the input, whose range
 * is given, and activations that a clip bounds, as ReLU6 does. Weights have a scale for each output channel. What is
 * left, such as the last convolutions of a detector, computes with floats as before.
 *
 * Written with QuantizeLinear and DequantizeLinear around each convolution, which ONNX Runtime joins to one of integers
 * ("QDQ" in https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html). The scheme is that of
 * Jacob et al. 2018 (arXiv:1712.05877), section 2.
 */
export function quantizeGraph(graph: OnnxGraph, inputRange: Range): OnnxGraph {
  const quantizer = new Quantizer(graph, inputRange);
  return quantizer.run();
}

class Quantizer {
  readonly #graph: OnnxGraph;
  readonly #inputRange: Range;
  readonly #constants: Map<string, OnnxTensor>;
  readonly #consumers = new Map<string, OnnxNode[]>();
  readonly #producers: ReadonlyMap<string, OnnxNode>;
  readonly #nodes: OnnxNode[] = [];
  /** Names of values after they were rounded to 8 bits, by their own names. */
  readonly #rounded = new Map<string, string>();

  constructor(graph: OnnxGraph, inputRange: Range) {
    this.#graph = graph;
    this.#inputRange = inputRange;
    this.#constants = new Map(graph.constants.map((constant) => [constant.name, constant]));
    this.#producers = new Map(graph.nodes.map((node) => [node.output, node]));
    for (const node of graph.nodes) {
      for (const name of node.inputs) this.#consumers.set(name, [...(this.#consumers.get(name) ?? []), node]);
    }
  }

  run(): OnnxGraph {
    const clips = new Set<OnnxNode>();
    for (const node of this.#graph.nodes) {
      if (clips.has(node)) continue;
      const clip = this.#clipOf(node);
      if (clip) {
        clips.add(clip);
        this.#addConvolution(node, clip.output);
      } else {
        this.#nodes.push({ ...node, inputs: node.inputs.map((name) => this.#rounded.get(name) ?? name) });
      }
    }
    const used = new Set(this.#nodes.flatMap(({ inputs }) => inputs));
    const constants = [...this.#constants.values()].filter(({ name }) => used.has(name));
    return { ...this.#graph, nodes: this.#nodes, constants };
  }

  /** The clip after a convolution that can be made of integers: rounding to 8 bits then does what it did. */
  #clipOf(node: OnnxNode): OnnxNode | undefined {
    if (node.op !== 'Conv' || !this.#rangeOf(node.inputs[0]!)) return undefined;
    if (!node.inputs.slice(1).every((name) => this.#constants.get(name)?.values instanceof Float32Array)) {
      return undefined;
    }
    const [clip, ...others] = this.#consumers.get(node.output) ?? [];
    const isAlone = others.length === 0 && !this.#graph.outputs.includes(node.output);
    if (!clip || !isAlone || this.#graph.outputs.includes(clip.output)) return undefined;
    return this.#rangeOf(clip.output) ? clip : undefined;
  }

  /** What a value lies within, where the graph says so. */
  #rangeOf(name: string): Range | undefined {
    if (name === this.#graph.input.name) return this.#inputRange;
    const { op, inputs } = this.#producers.get(name) ?? { op: '', inputs: [] };
    if (op === 'Transpose') return this.#rangeOf(inputs[0]!);
    if (op !== 'Clip') return undefined;
    const [low, high] = inputs.slice(1).map((bound) => Number(this.#constants.get(bound)?.values[0]));
    // 0 has to be a level: it is what convolutions pad with.
    return low !== undefined && high !== undefined && low <= 0 && high > 0 ? [low, high] : undefined;
  }

  #addConvolution({ inputs, attributes }: OnnxNode, output: string): void {
    const [input, kernel, bias] = inputs as [string, string, string?];
    const { scale } = quantizationOf(this.#rangeOf(input)!);
    const scales = this.#addKernel(kernel);
    this.#nodes.push({
      op: 'Conv',
      inputs: [
        this.#round(input),
        `${kernel}:weights`,
        ...(bias === undefined ? [] : [this.#addBias(bias, output, scales, scale)]),
      ],
      output,
      attributes,
    });
    this.#round(output);
  }

  /** Rounds a value to 8 bits, once. */
  #round(name: string): string {
    const known = this.#rounded.get(name);
    if (known !== undefined) return known;
    const { scale, zero } = quantizationOf(this.#rangeOf(name)!);
    const parameters = [
      this.#constant(`${name}:scale`, [], Float32Array.of(scale)),
      this.#constant(`${name}:zero`, [], Uint8Array.of(zero)),
    ];
    this.#add('QuantizeLinear', [name, ...parameters], `${name}:bytes`);
    this.#add('DequantizeLinear', [`${name}:bytes`, ...parameters], `${name}:rounded`);
    this.#rounded.set(name, `${name}:rounded`);
    return `${name}:rounded`;
  }

  /** @returns the scale of each output channel. */
  #addKernel(name: string): Float32Array {
    const { dims, values } = this.#constants.get(name)!;
    const channels = dims[0]!;
    const size = values.length / channels;
    const scales = new Float32Array(channels);
    const levels = new Int8Array(values.length);
    for (let channel = 0; channel < channels; channel++) {
      const weights = (values as Float32Array).subarray(channel * size, (channel + 1) * size);
      const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      scales[channel] = (largest || 1) / LARGEST_WEIGHT;
      levels.set(
        weights.map((weight) => Math.round(weight / scales[channel]!)),
        channel * size,
      );
    }
    this.#addDequantized(name, 'weights', { dims, levels, scales });
    return scales;
  }

  /** One for each convolution, since its scales are those of its products: ONNX Runtime takes them for that, whatever they say. */
  #addBias(name: string, output: string, kernelScales: Float32Array, inputScale: number): string {
    const { dims, values } = this.#constants.get(name)!;
    const scales = kernelScales.map((kernelScale) => Math.fround(inputScale) * kernelScale);
    const levels = Int32Array.from(values as Float32Array, (value, i) => Math.round(value / scales[i]!));
    this.#addDequantized(output, 'bias', { dims, levels, scales });
    return `${output}:bias`;
  }

  #addDequantized(
    name: string,
    suffix: string,
    constant: {
      readonly dims: readonly number[];
      readonly levels: Int8Array | Int32Array;
      readonly scales: Float32Array;
    },
  ): void {
    const { dims, levels, scales } = constant;
    const count = scales.length;
    const zeros = levels instanceof Int8Array ? new Int8Array(count) : new Int32Array(count);
    const inputs = [
      this.#constant(`${name}:${suffix}:levels`, dims, levels),
      this.#constant(`${name}:${suffix}:scales`, [count], scales),
      this.#constant(`${name}:${suffix}:zeros`, [count], zeros),
    ];
    this.#add('DequantizeLinear', inputs, `${name}:${suffix}`, { axis: 0 });
  }

  #add(op: string, inputs: readonly string[], output: string, attributes: OnnxNode['attributes'] = {}): void {
    if (!this.#nodes.some((node) => node.output === output))
      this.#nodes.push({ op, inputs, output, attributes });
  }

  #constant(name: string, dims: readonly number[], values: OnnxTensor['values']): string {
    this.#constants.set(name, { name, dims, values });
    return name;
  }
}

function quantizationOf([low, high]: Range): { readonly scale: number; readonly zero: number } {
  const scale = (high - low) / LEVELS;
  return { scale, zero: Math.round(-low / scale) };
}
