import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startEngine } from './engine-node.js';
import { foldConstants } from './fold-constants.js';
import { GraphBuilder, type GraphModelFiles } from './graph-builder.js';
import { readArtifacts, readModelWeights, sourceOfBuilt } from './model-files.js';
import type { TopologyNode } from './outputs.js';

await startEngine();

/** A matrix product with the kernel stored per channel. */
function build(values: Float32Array, shape: readonly [number, number]): GraphModelFiles {
  const graph = new GraphBuilder();
  const input = graph.placeholder('x', [-1, shape[0]]);
  const kernel = { name: 'kernel', shape, values };
  const bias = { name: 'bias', shape: [shape[1]], values: new Float32Array(shape[1]) };
  graph.dense('y', { input, kernel, bias }, 'uint8-per-channel');
  return graph.build(['y']);
}

const read = (files: GraphModelFiles) => {
  const { source, readBytes } = sourceOfBuilt(files);
  return readArtifacts(source, readBytes);
};
const weightsOf = (files: GraphModelFiles) => {
  const { source, readBytes } = sourceOfBuilt(files);
  return readModelWeights(source, readBytes);
};
const opsOf = ({ modelTopology }: { modelTopology: object }) =>
  (modelTopology as { node: TopologyNode[] }).node.map(({ op }) => op).sort();

describe('a weight that is stored per channel', () => {
  it('is off by at most half a step of its own channel, and keeps 0 and the channel with nothing', async () => {
    const channel = fc.tuple(
      fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(channel, { minLength: 1, maxLength: 5 }), async (channels) => {
        const count = channels.length + 1; // the last has nothing
        const values = new Float32Array(4 * count); // the last row too
        channels.forEach(([range, rows], c) =>
          rows.forEach((value, row) => (values[row * count + c] = value * range)),
        );
        const stored = (await weightsOf(build(values, [4, count]))).get('kernel')!.values;
        for (let c = 0; c < count; c++) {
          const rows = [0, 1, 2, 3].map((row) => row * count + c);
          const largest = Math.max(...rows.map((i) => Math.abs(values[i]!)));
          for (const i of rows) {
            expect(Math.abs(stored[i]! - values[i]!)).toBeLessThanOrEqual((largest / 254) * 1.0001);
            if (values[i] === 0) expect(Math.abs(stored[i]!)).toBeLessThanOrEqual(largest * 1e-7);
          }
        }
      }),
    );
  });

  it('keeps a small channel beside a large one, which one scale for both would lose', async () => {
    const values = Float32Array.of(100, 0.01, -100, -0.02);
    const stored = (await weightsOf(build(values, [2, 2]))).get('kernel')!.values;
    expect(stored[1]).toBeCloseTo(0.01, 3);
    expect(stored[3]).toBeCloseTo(-0.02, 6);
  });

  it('takes a byte a value and four a channel', () => {
    const files = build(new Float32Array(60).fill(0.5), [20, 3]);
    expect(files['group1-shard1of1.bin']).toHaveLength(60 + 3 * 4 + 3 * 4); // levels, scales, bias
  });

  it('is one constant once it was read, and the same network in plain TensorFlow.js', async () => {
    const files = build(Float32Array.of(1, -20, 3, 40, 0.5, 6), [3, 2]);
    expect(opsOf(await read(files))).toEqual(['Const', 'Const', 'Placeholder', '_FusedMatMul']);

    const { weightsManifest, ...model } = JSON.parse(files['model.json']) as tf.io.ModelJSON;
    const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
    const weightData = (files['group1-shard1of1.bin'] as Uint8Array).slice().buffer;
    expect(opsOf(model as { modelTopology: object })).toContain('Mul');
    const plain = await loadGraphModel(tf.io.fromMemory({ ...model, weightSpecs, weightData }));
    const folded = await loadGraphModel(tf.io.fromMemory(await read(files)));
    const input = tf.tensor2d([[1, 2, 3]]);
    const [a, b] = [plain, folded].map((net) => (net.predict(input) as tf.Tensor).dataSync());
    expect(a).toEqual(b);
    expect(a![0]).toBeCloseTo(1 + 6 + 1.5, 1);
  });
});

describe('foldConstants', () => {
  it('leaves a graph without such a product as it is, and what is no graph', () => {
    const nothing = { modelTopology: {}, weightSpecs: [], weightData: new ArrayBuffer(0) };
    expect(foldConstants(nothing)).toEqual(nothing);
    const spec = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' as const });
    const node = [
      { name: 'a', op: 'Const' },
      { name: 'b', op: 'Const' },
      { name: 'y', op: 'Mul', input: ['a', 'b'] },
    ];
    const other = {
      modelTopology: { node },
      weightSpecs: [spec('a', [2, 3]), spec('b', [2, 1])], // not one a channel
      weightData: new ArrayBuffer(32),
    };
    expect(foldConstants(other)).toEqual(other);
  });

  it('keeps a factor that another node takes', () => {
    const values = Float32Array.of(1, 2, 3, 4, 10, 100);
    const { modelTopology, weightSpecs, weightData } = foldConstants({
      modelTopology: {
        node: [
          { name: 'levels', op: 'Const' },
          { name: 'scales', op: 'Const' },
          { name: 'y', op: 'Mul', input: ['levels', 'scales'] },
          { name: 'z', op: 'Neg', input: ['scales'] },
        ],
      },
      weightSpecs: [
        { name: 'levels', shape: [2, 2], dtype: 'float32' },
        { name: 'scales', shape: [2], dtype: 'float32' },
      ],
      weightData: values.buffer,
    });
    expect(weightSpecs.map(({ name }) => name)).toEqual(['scales', 'y']);
    expect(new Float32Array(weightData)).toEqual(Float32Array.of(10, 100, 10, 200, 30, 400));
    expect((modelTopology as { node: TopologyNode[] }).node.map(({ name, op }) => `${op} ${name}`)).toEqual([
      'Const y',
      'Const scales',
      'Neg z',
    ]);
  });
});
