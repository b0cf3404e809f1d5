import { createRandom } from '../../random.js';
import type { GraphModelFiles } from '../../tfjs/graph-builder.js';
import { encodeWeight, type NamedWeight } from '../../tfjs/weights.js';

/** A node as TensorFlow.js stores it, its attributes put simply. */
export interface TestNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, TestAttribute>>;
}

/** A flag, a text, a list of whole numbers or of texts. */
export type TestAttribute = boolean | string | readonly number[] | readonly string[];

const encode = (text: string) => btoa(text);

function attributeOf(value: TestAttribute): object {
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'string') return { s: encode(value) };
  const texts = value.filter((item) => typeof item === 'string');
  if (texts.length > 0) return { list: { s: texts.map(encode) } };
  return { list: { i: value.map(String) } };
}

/** A graph model of any nodes, with an input `x` and a `Const` node for each weight. */
export function graphOf(
  inputShape: readonly number[],
  nodes: readonly TestNode[],
  weights: readonly NamedWeight[] = [],
): GraphModelFiles {
  const dimOf = (shape: readonly number[]) => shape.map((size) => ({ size: String(size) }));
  const encoded = weights.map((weight) => encodeWeight(weight, 'float32'));
  const constants = encoded.map(({ spec }) => {
    const dtype = spec.dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT';
    const value = { tensor: { dtype, tensorShape: { dim: dimOf(spec.shape) } } };
    return { name: spec.name, op: 'Const', attr: { dtype: { type: dtype }, value } };
  });
  const placeholder = {
    name: 'x',
    op: 'Placeholder',
    attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: dimOf(inputShape) } } },
  };
  const written = nodes.map(({ name, op, input, attr = {} }) => ({
    name,
    op,
    input,
    attr: {
      T: { type: 'DT_FLOAT' },
      num_args: { i: '1' }, // of what is fused; others have no use for it
      ...Object.fromEntries(Object.entries(attr).map(([key, value]) => [key, attributeOf(value)])),
    },
  }));
  return {
    'model.json': JSON.stringify({
      format: 'graph-model',
      modelTopology: {
        node: [placeholder, ...constants, ...written],
        library: {},
        versions: { producer: 1 },
      },
      weightsManifest: [{ paths: ['weights.bin'], weights: encoded.map(({ spec }) => spec) }],
    }),
    'weights.bin': Uint8Array.from(encoded.flatMap(({ bytes }) => [...bytes])),
  };
}

/** Numbers from -1 to 1, the same each time. */
export function noise(length: number, seed = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.int(-1000, 1000) / 1000);
}

export function weight(name: string, shape: readonly number[], seed = name.length): NamedWeight {
  return { name, shape, values: noise(sizeOf(shape), seed) };
}

export function integers(name: string, values: readonly number[], shape = [values.length]): NamedWeight {
  return { name, shape, values: Int32Array.from(values) };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The largest difference between numbers at the same place; infinite when there are more of one. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}
