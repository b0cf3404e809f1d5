import { GraphBuilder, type GraphModelFiles, type WeightPrecision } from '@maskpred/core/tfjs';

/** An attribute of a node, as TensorFlow's protocol buffers are written in JSON. */
export type Attribute = object;

export const FLOAT: Attribute = { type: 'DT_FLOAT' };
export const text = (value: string): Attribute => ({ s: btoa(value) });
export const number = (value: number): Attribute => ({ f: value });
export const integers = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });

/**
 * A graph model of any nodes. core's GraphBuilder knows those of maskpred's own networks and writes constants, shards and
 * signature; the nodes of other networks are put beside them.
 */
export class OperationGraph {
  readonly #builder = new GraphBuilder();
  readonly #nodes: object[] = [];
  readonly #precision: WeightPrecision;

  /** @param precision - of kernels; everything else is float32. */
  constructor(precision: WeightPrecision) {
    this.#precision = precision;
  }

  /** The picture: `[batch, size, size, 3]`. */
  input(name: string, size: number): string {
    return this.#builder.placeholder(name, [-1, size, size, 3]);
  }

  kernel(name: string, shape: readonly number[], values: Float32Array): string {
    return this.#builder.constant({ name, shape, values }, this.#precision);
  }

  constant(name: string, shape: readonly number[], values: Float32Array | Int32Array): string {
    return this.#builder.constant({ name, shape, values });
  }

  /** Adds a node and returns its name. Attributes have `T: float` besides those given. */
  node(name: string, op: string, input: readonly string[], attr: Readonly<Record<string, Attribute>> = {}) {
    this.#nodes.push({ name, op, input, attr: { T: FLOAT, ...attr } });
    return name;
  }

  build(output: string): GraphModelFiles {
    const files = this.#builder.build([output]);
    const model = JSON.parse(files['model.json']) as { modelTopology: { node: object[] } };
    model.modelTopology.node.push(...this.#nodes);
    return { ...files, 'model.json': JSON.stringify(model) };
  }
}
