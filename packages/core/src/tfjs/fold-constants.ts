import type { io } from '@tensorflow/tfjs-core';
import type { ModelArtifacts } from './model-artifacts.js';
import { isTopologyNode, type TopologyNode } from './outputs.js';
import { byteLengthOf, decodeWeight } from './weights.js';

type Graph = Pick<ModelArtifacts, 'modelTopology' | 'weightSpecs' | 'weightData'>;

/**
 * The graph with each product of two constants computed: a weight that is stored per channel, as levels times scales, is a
 * plain float32 constant then, for every engine and for training. TensorFlow.js itself would multiply anew in each run.
 */
export function foldConstants({ modelTopology, weightSpecs, weightData }: Graph): Graph {
  const nodes = nodesOf(modelTopology);
  const specs = new Map(weightSpecs.map((spec) => [spec.name, spec]));
  const isProduct = ({ op, input = [] }: TopologyNode) => {
    const [weight, scales] = input.map((name) => specs.get(name));
    return (
      op === 'Mul' && weight !== undefined && scales !== undefined && hasScaleOfEachChannel(weight, scales)
    );
  };
  const products = nodes.filter(isProduct);
  if (products.length === 0) return { modelTopology, weightSpecs, weightData };

  const bytes = bytesByName(weightSpecs, weightData);
  const read = (name: string): Factor => {
    const spec = specs.get(name)!;
    return { shape: spec.shape, values: decodeWeight(spec, bytes.get(name)!.slice().buffer) };
  };
  const folded = new Map(
    products.map(({ name, input }) => [name, multiply(read(input![0]!), read(input![1]!))] as const),
  );
  const kept = nodes.filter(({ name }) => !folded.has(name));
  const used = new Set(kept.flatMap(({ input = [] }) => input));
  const isLeft = (name: string) => used.has(name) || !products.some(({ input }) => input!.includes(name));

  const specsLeft = weightSpecs.filter(({ name }) => isLeft(name));
  const newSpecs = [...folded].map(
    ([name, { shape }]) => ({ name, shape: [...shape], dtype: 'float32' }) satisfies io.WeightsManifestEntry,
  );
  const constants = [...folded].map(([name, factor]) => constantNode(name, factor));
  return {
    modelTopology: { ...modelTopology, node: [...constants, ...kept.filter(({ name }) => isLeft(name))] },
    weightSpecs: [...specsLeft, ...newSpecs],
    weightData: concatenate([
      ...specsLeft.map(({ name }) => bytes.get(name)!),
      ...[...folded.values()].map(({ values }) => new Uint8Array(values.buffer)),
    ]),
  };
}

interface Factor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** Whether the second has one number for each place of the first's last axis. */
function hasScaleOfEachChannel(weight: io.WeightsManifestEntry, scales: io.WeightsManifestEntry): boolean {
  return weight.shape.length > 0 && scales.shape.length === 1 && scales.shape[0] === weight.shape.at(-1);
}

/** The product of a weight and one number a channel, its last axis. */
function multiply(weight: Factor, scales: Factor): Factor & { readonly values: Float32Array<ArrayBuffer> } {
  const channels = scales.values.length;
  const values = new Float32Array(weight.values.length);
  for (let i = 0; i < values.length; i += channels) {
    for (let c = 0; c < channels; c++) values[i + c] = weight.values[i + c]! * scales.values[c]!;
  }
  return { shape: weight.shape, values };
}

/** None when it is another kind of model, of which the reader will say so. */
function nodesOf(topology: object): readonly TopologyNode[] {
  const { node } = topology as { readonly node?: unknown };
  return Array.isArray(node) && node.every(isTopologyNode) ? node : [];
}

function bytesByName(
  specs: readonly io.WeightsManifestEntry[],
  data: ArrayBuffer,
): Map<string, Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new Map(
    specs.map((spec) => {
      const length = byteLengthOf(spec);
      at += length;
      return [spec.name, new Uint8Array(data, at - length, length)];
    }),
  );
}

function constantNode(name: string, { shape }: Factor): object & TopologyNode {
  const dim = shape.map((size) => ({ size: String(size) }));
  const value = { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim } } };
  return { name, op: 'Const', attr: { dtype: { type: 'DT_FLOAT' }, value } } as TopologyNode;
}

function concatenate(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}
