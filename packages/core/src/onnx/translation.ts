import { MaskpredError } from '../error.js';
import type { DecodedWeights } from '../tfjs/weights.js';
import type { OnnxAttribute, OnnxInput, OnnxNode, OnnxTensor } from './model-proto.js';
import type { SourceGraph, SourceNode } from './source-graph.js';

/**
 * A value of the ONNX graph. TensorFlow keeps pictures as `[batch, height, width, channels]`, ONNX as
 * `[batch, channels, height, width]`: `isChannelsFirst` says that a value of the former is held as the latter.
 */
export interface Value {
  readonly name: string;
  readonly isChannelsFirst: boolean;
}

/** How one operation of TensorFlow is written with operations of ONNX. */
export type Operation = (node: SourceNode, translation: Translation) => Value;

/** To channels first and back, as ONNX's Transpose wants them. */
const CHANNELS_FIRST = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];

/**
 * An ONNX graph in the making. Values are translated when they are asked for, so nodes that no output needs are left
 * out. Names get a suffix with `:`, which no node of TensorFlow has in its own.
 */
export class Translation {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  readonly inputs: OnnxInput[] = [];
  readonly #source: SourceGraph;
  readonly #operations: Readonly<Record<string, Operation | undefined>>;
  readonly #values = new Map<string, Value>();
  readonly #transposed = new Map<string, string>();
  readonly #constantNames = new Set<string>();

  constructor(source: SourceGraph, operations: Readonly<Record<string, Operation | undefined>>) {
    this.#source = source;
    this.#operations = operations;
  }

  /** The value of a node. */
  value(name: string): Value {
    const known = this.#values.get(name);
    if (known) return known;
    const node = this.node(name);
    const operation = Object.hasOwn(this.#operations, node.op) ? this.#operations[node.op] : undefined;
    if (!operation) throw untranslatable(node, 'this operation is not one that it translates');
    const value = operation(node, this);
    this.#values.set(name, value);
    return value;
  }

  /** @throws {MaskpredError} MODEL_INCOMPATIBLE when the model has no such node. */
  node(name: string): SourceNode {
    const node = this.#source.nodes.get(name);
    if (!node) throw new MaskpredError('MODEL_INCOMPATIBLE', `The model has no node "${name}".`);
    return node;
  }

  /** The values of a node that is a constant, else undefined. */
  constantOf(name: string): ReturnType<DecodedWeights['get']> {
    const node = this.#source.nodes.get(name);
    if (node?.op === 'Identity') return this.constantOf(node.inputs[0]!);
    return node?.op === 'Const' ? this.#source.weights.get(name) : undefined;
  }

  /** Adds a node, and returns the name of its output. */
  add(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  /** Adds a constant once, and returns its name. */
  constant(name: string, dims: readonly number[], values: Float32Array | readonly number[]): string {
    if (!this.#constantNames.has(name)) {
      this.#constantNames.add(name);
      const isFloat = values instanceof Float32Array;
      this.constants.push({
        name,
        dims,
        values: isFloat ? values : BigInt64Array.from(values, (value) => BigInt(value)),
      });
    }
    return name;
  }

  /** The name of a value as TensorFlow has it. */
  plain({ name, isChannelsFirst }: Value): string {
    return isChannelsFirst ? this.#transpose(name, 'nhwc', CHANNELS_LAST) : name;
  }

  /** The name of a picture as ONNX has it. */
  channelsFirst({ name, isChannelsFirst }: Value): string {
    return isChannelsFirst ? name : this.#transpose(name, 'nchw', CHANNELS_FIRST);
  }

  #transpose(name: string, suffix: string, perm: readonly number[]): string {
    const output = `${name}:${suffix}`;
    const known = this.#transposed.get(output);
    if (known !== undefined) return known;
    this.#transposed.set(output, output);
    return this.add('Transpose', [name], output, { perm });
  }
}

/** Where an axis of a picture lies when its channels come first. */
export function channelsFirstAxis(axis: number): number {
  return CHANNELS_LAST[axis < 0 ? axis + 4 : axis]!;
}

/** The error for a node that the engine onnx can not run. */
export function untranslatable({ name, op }: SourceNode, reason: string): MaskpredError {
  return new MaskpredError(
    'MODEL_INCOMPATIBLE',
    `The engine onnx does not run ${op} (node "${name}"): ${reason}. Use the engine wasm for this model.`,
  );
}
