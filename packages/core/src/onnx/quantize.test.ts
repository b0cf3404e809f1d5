import { describe, expect, it } from 'vitest';
import { noise, sizeOf } from './__fixtures__/graphs.js';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './model-proto.js';
import { quantizeGraph } from './quantize.js';

const constant = (name: string, dims: readonly number[], seed = 1): OnnxTensor => ({
  name,
  dims,
  values: noise(sizeOf(dims), seed),
});
const node = (op: string, inputs: readonly string[], output: string): OnnxNode => ({
  op,
  inputs,
  output,
  attributes: {},
});
const BOUNDS: OnnxTensor[] = [
  { name: 'low', dims: [], values: Float32Array.of(0) },
  { name: 'high', dims: [], values: Float32Array.of(6) },
  { name: 'higher', dims: [], values: Float32Array.of(9) },
];

/** Two bounded convolutions, then a linear one, as a detector has them. */
const GRAPH: OnnxGraph = {
  input: { name: 'x', dims: [1, 4, 4, 3] },
  nodes: [
    node('Transpose', ['x'], 'x:nchw'),
    node('Conv', ['x:nchw', 'k1', 'b1'], 'a:linear'),
    node('Clip', ['a:linear', 'low', 'high'], 'a'),
    node('Conv', ['a', 'k2'], 'b:linear'),
    node('Clip', ['b:linear', 'low', 'high'], 'b'),
    node('Conv', ['b', 'k3', 'b3'], 'boxes'),
    node('Neg', ['a'], 'other'),
  ],
  constants: [
    ...BOUNDS,
    constant('k1', [8, 3, 1, 1]),
    constant('b1', [8], 5),
    constant('k2', [4, 8, 1, 1]),
    constant('k3', [2, 4, 1, 1]),
    constant('b3', [2]),
  ],
  outputs: ['boxes', 'other'],
};

const opsOf = ({ nodes }: OnnxGraph) => nodes.map(({ op }) => op);
const find = (graph: OnnxGraph, output: string) => graph.nodes.find((one) => one.output === output)!;
const valuesOf = (graph: OnnxGraph, name: string) =>
  graph.constants.find((one) => one.name === name)!.values as Float32Array | Int8Array | Int32Array;

/** The numbers that a DequantizeLinear gives, whose scales are those of the first axis. */
function dequantized(graph: OnnxGraph, output: string): number[] {
  const [levels, scales] = find(graph, output).inputs.map((name) => valuesOf(graph, name));
  const size = levels!.length / scales!.length;
  return Array.from(levels!, (level, i) => level * scales![Math.floor(i / size)]!);
}

describe('quantizeGraph', () => {
  const graph = quantizeGraph(GRAPH, [-1, 1]);

  it('makes integers of convolutions whose input and output are bounded, and leaves the others', () => {
    expect(find(graph, 'a').op).toBe('Conv'); // the clip is what rounding to 8 bits does
    expect(find(graph, 'b').op).toBe('Conv');
    expect(opsOf(graph)).not.toContain('Clip');
    expect(find(graph, 'boxes').inputs).toEqual(['b:rounded', 'k3', 'b3']);
    expect(graph.outputs).toEqual(GRAPH.outputs);
  });

  it('lets everything that follows see the rounded values, each rounded once', () => {
    expect(find(graph, 'a').inputs[0]).toBe('x:nchw:rounded');
    expect(find(graph, 'b').inputs[0]).toBe('a:rounded');
    expect(find(graph, 'other').inputs).toEqual(['a:rounded']);
    expect(opsOf(graph).filter((op) => op === 'QuantizeLinear')).toHaveLength(3);
  });

  it('keeps what a value lies within: 0 to 6 as 0 to 255, and the input around 128', () => {
    expect([...valuesOf(graph, 'a:scale')]).toEqual([Math.fround(6 / 255)]);
    expect([...valuesOf(graph, 'a:zero')]).toEqual([0]);
    expect([...valuesOf(graph, 'x:nchw:scale')]).toEqual([Math.fround(2 / 255)]);
    expect([...valuesOf(graph, 'x:nchw:zero')]).toEqual([128]);
  });

  it('has each weight within half a level of its channel, and each bias within half a product of levels', () => {
    const [kernel, bias] = find(graph, 'a').inputs.slice(1) as [string, string];
    const largest = (channel: number) =>
      Math.max(...Array.from(valuesOf(GRAPH, 'k1').slice(channel * 3, channel * 3 + 3), Math.abs));
    dequantized(graph, kernel).forEach((weight, i) => {
      const level = largest(Math.floor(i / 3)) / 127;
      expect(Math.abs(weight - valuesOf(GRAPH, 'k1')[i]!)).toBeLessThanOrEqual(level * 0.5001);
    });
    dequantized(graph, bias).forEach((value, channel) => {
      const product = (largest(channel) / 127) * (2 / 255);
      expect(Math.abs(value - valuesOf(GRAPH, 'b1')[channel]!)).toBeLessThanOrEqual(product * 0.5001);
    });
  });

  it('keeps no constant that nothing needs any more', () => {
    const names = graph.constants.map(({ name }) => name);
    expect(names).not.toContain('k1');
    expect(names).not.toContain('low');
    expect(names).toContain('k3');
    expect(new Set(names).size).toBe(names.length);
  });

  it('bears a channel of zeros, and a kernel and a bias that two convolutions share', () => {
    const shared = quantizeGraph(
      {
        ...GRAPH,
        nodes: [
          node('Conv', ['x', 'k', 'b'], 'a:linear'),
          node('Clip', ['a:linear', 'low', 'high'], 'a'),
          node('Conv', ['a', 'k', 'b'], 'b:linear'),
          node('Clip', ['b:linear', 'low', 'high'], 'c'),
          node('Neg', ['c'], 'boxes'),
        ],
        constants: [
          ...BOUNDS,
          { name: 'k', dims: [2, 2, 1, 1], values: Float32Array.of(0, 0, 1, -1) },
          { name: 'b', dims: [2], values: Float32Array.of(0.5, 0.5) },
        ],
        outputs: ['boxes'],
      },
      [-1, 1],
    );
    expect(dequantized(shared, find(shared, 'a').inputs[1]!)).toEqual([
      0,
      0,
      expect.closeTo(1),
      expect.closeTo(-1),
    ]);
    // ONNX Runtime does not read a bias's scales: it takes them to be the input's scale times the kernel's.
    for (const [output, inputScale] of [
      ['a', 2 / 255],
      ['c', 6 / 255],
    ] as const) {
      const [, kernel, bias] = find(shared, output).inputs as [string, string, string];
      const kernelScales = valuesOf(shared, find(shared, kernel).inputs[1]!);
      const biasScales = valuesOf(shared, find(shared, bias).inputs[1]!);
      kernelScales.forEach((scale, i) => expect(biasScales[i]! / (scale * inputScale)).toBeCloseTo(1, 5));
      expect(dequantized(shared, bias)).toEqual([expect.closeTo(0.5, 3), expect.closeTo(0.5, 3)]);
    }
    const outputs = shared.nodes.map(({ output }) => output);
    expect(new Set(outputs).size).toBe(outputs.length);
  });

  it.each([
    ['nothing bounds the output', [node('Conv', ['x', 'k1'], 'boxes')]],
    [
      'something sees it before it is bounded',
      [
        node('Conv', ['x', 'k1'], 'a:linear'),
        node('Clip', ['a:linear', 'low', 'high'], 'a'),
        node('Add', ['a', 'a:linear'], 'boxes'),
      ],
    ],
    [
      'the bounds leave out 0, with which it is padded',
      [
        node('Conv', ['x', 'k1'], 'a:linear'),
        node('Clip', ['a:linear', 'high', 'higher'], 'a'),
        node('Neg', ['a'], 'boxes'),
      ],
    ],
    [
      'the bounded values are an answer',
      [node('Conv', ['x', 'k1'], 'a:linear'), node('Clip', ['a:linear', 'low', 'high'], 'boxes')],
    ],
    [
      'the kernel is computed',
      [
        node('Neg', ['k1'], 'k'),
        node('Conv', ['x', 'k'], 'a:linear'),
        node('Clip', ['a:linear', 'low', 'high'], 'a'),
        node('Neg', ['a'], 'boxes'),
      ],
    ],
    [
      'the input is not bounded',
      [
        node('Neg', ['x'], 'n'),
        node('Conv', ['n', 'k1'], 'a:linear'),
        node('Clip', ['a:linear', 'low', 'high'], 'a'),
        node('Neg', ['a'], 'boxes'),
      ],
    ],
  ])('leaves a convolution as it is where %s', (_, nodes) => {
    const same = quantizeGraph({ ...GRAPH, nodes, outputs: ['boxes'] }, [-1, 1]);
    expect(same.nodes).toEqual(nodes);
  });
});
