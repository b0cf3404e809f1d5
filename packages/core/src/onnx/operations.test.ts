import { describe, expect, it } from 'vitest';
import { findEngine } from '../tfjs/__fixtures__/engines.js';
import { loadNetwork } from '../tfjs/load-network-node.js';
import { sourceOfBuilt } from '../tfjs/model-files.js';
import type { NamedWeight } from '../tfjs/weights.js';
import {
  graphOf,
  integers,
  largestDifference,
  noise,
  sizeOf,
  type TestNode,
  weight,
} from './__fixtures__/graphs.js';

const onnx = await findEngine('onnx');

const window = { padding: 'SAME', data_format: 'NHWC', dilations: [1, 1, 1, 1] };
const convolution = (more: TestNode['attr'] = {}): TestNode => ({
  name: 'c',
  op: '_FusedConv2D',
  input: ['x', 'kernel', 'bias'],
  attr: { ...window, strides: [1, 1, 1, 1], fused_ops: ['BiasAdd'], ...more },
});
const kernels = [weight('kernel', [3, 3, 3, 4]), weight('bias', [4])];
const depthwise = [weight('kernel', [3, 3, 3, 2]), weight('bias', [6])];
/** An input with channels first inside ONNX, which `Identity` alone would not have. */
const picture = (next: TestNode, more: readonly TestNode[] = []): TestNode[] => [
  convolution(),
  next,
  ...more,
];

interface Case {
  readonly what: string;
  readonly nodes: readonly TestNode[];
  readonly weights: readonly NamedWeight[];
  /** @default [2, 7, 8, 3] */
  readonly shape?: readonly number[];
}

const CASES: readonly Case[] = [
  ...(['Relu', 'Relu6', 'Sigmoid'] as const).map((activation) => ({
    what: `_FusedConv2D with ${activation}`,
    nodes: [convolution({ fused_ops: ['BiasAdd', activation] })],
    weights: kernels,
  })),
  { what: 'stride 2', nodes: [convolution({ strides: [1, 2, 2, 1] })], weights: kernels },
  { what: 'VALID', nodes: [convolution({ padding: 'VALID', strides: [1, 2, 1, 1] })], weights: kernels },
  {
    what: 'explicit padding',
    nodes: [convolution({ padding: 'EXPLICIT', explicit_paddings: [0, 0, 1, 2, 0, 3, 0, 0] })],
    weights: kernels,
  },
  { what: 'dilations', nodes: [convolution({ dilations: [1, 2, 2, 1] })], weights: kernels },
  {
    what: 'Conv2D and BiasAdd',
    nodes: [
      { ...convolution({ strides: [1, 2, 2, 1] }), op: 'Conv2D', input: ['x', 'kernel'] },
      { name: 'y', op: 'BiasAdd', input: ['c', 'bias'] },
    ].map((node) => (node.op === 'Conv2D' ? { ...node, attr: { ...node.attr, fused_ops: [] } } : node)),
    weights: kernels,
  },
  {
    what: 'FusedDepthwiseConv2dNative with a multiplier',
    nodes: [
      {
        ...convolution({ fused_ops: ['BiasAdd', 'Relu6'], strides: [1, 2, 2, 1] }),
        op: 'FusedDepthwiseConv2dNative',
      },
    ],
    weights: depthwise,
  },
  {
    what: 'DepthwiseConv2dNative',
    nodes: [
      {
        name: 'c',
        op: 'DepthwiseConv2dNative',
        input: ['x', 'kernel'],
        attr: { ...window, strides: [1, 1, 1, 1] },
      },
    ],
    weights: depthwise,
  },
  {
    what: 'Identity of a kernel',
    nodes: [
      { name: 'k', op: 'Identity', input: ['kernel'] },
      { ...convolution(), input: ['x', 'k', 'bias'] },
    ],
    weights: kernels,
  },
  ...(['MaxPool', 'AvgPool'] as const).map((op) => ({
    what: op,
    nodes: [{ name: 'y', op, input: ['x'], attr: { ...window, ksize: [1, 3, 2, 1], strides: [1, 2, 2, 1] } }],
    weights: [],
  })),
  ...(['Relu', 'Relu6', 'Sigmoid', 'Identity'] as const).map((op) => ({
    what: `${op} of a picture`,
    nodes: picture({ name: 'y', op, input: ['c'] }),
    weights: kernels,
  })),
  ...(['Add', 'AddV2', 'Sub', 'Mul'] as const).flatMap((op) => [
    {
      what: `${op} of pictures`,
      nodes: picture({ name: 'r', op: 'Relu', input: ['c'] }, [{ name: 'y', op, input: ['c', 'r'] }]),
      weights: kernels,
    },
    {
      what: `${op} of a number a channel`,
      nodes: picture({ name: 'y', op, input: ['s', 'c'] }),
      weights: [...kernels, weight('s', [4])],
    },
    {
      what: `${op} of one number`,
      nodes: picture({ name: 'y', op, input: ['c', 's'] }),
      weights: [...kernels, weight('s', [])],
    },
    {
      what: `${op} of a column`,
      nodes: picture({ name: 'y', op, input: ['c', 's'] }),
      weights: [...kernels, weight('s', [8, 1])],
    },
    {
      what: `${op} of what is no picture`,
      nodes: [{ name: 'y', op, input: ['x', 's'] }],
      weights: [weight('s', [3])],
    },
  ]),
  {
    what: 'Pad',
    nodes: picture({ name: 'y', op: 'Pad', input: ['c', 'p'] }),
    weights: [...kernels, integers('p', [0, 0, 1, 2, 0, 3, 0, 0], [4, 2])],
  },
  ...[true, false].flatMap((keep) =>
    [[1, 2], [2, 1], [1], [-1]].map((axes) => ({
      what: `Mean over ${axes.join()}${keep ? ', kept' : ''}`,
      nodes: picture({ name: 'y', op: 'Mean', input: ['c', 'axes'], attr: { keep_dims: keep } }),
      weights: [...kernels, integers('axes', axes)],
    })),
  ),
  {
    what: 'a kept mean that scales its picture',
    nodes: picture({ name: 'm', op: 'Mean', input: ['c', 'axes'], attr: { keep_dims: true } }, [
      { name: 'y', op: 'Mul', input: ['c', 'm'] },
    ]),
    weights: [...kernels, integers('axes', [1, 2])],
  },
  ...[
    { a: [2, 3], b: [3, 4], flags: {} },
    { a: [2, 3], b: [4, 3], flags: { transpose_b: true } },
  ].map(({ a, b, flags }) => ({
    what: `MatMul ${JSON.stringify(flags)}`,
    shape: a,
    nodes: [
      {
        name: 'y',
        op: 'MatMul',
        input: ['x', 'w'],
        attr: { transpose_a: false, transpose_b: false, ...flags },
      },
    ],
    weights: [weight('w', b)],
  })),
  {
    what: '_FusedMatMul with Relu6, and Softmax',
    shape: [5, 3],
    nodes: [
      {
        name: 'd',
        op: '_FusedMatMul',
        input: ['x', 'w', 'b'],
        attr: { transpose_a: false, transpose_b: false, fused_ops: ['BiasAdd', 'Relu6'] },
      },
      { name: 'y', op: 'Softmax', input: ['d'] },
    ],
    weights: [weight('w', [3, 4]), weight('b', [4])],
  },
  {
    what: 'Softmax of a picture',
    nodes: picture({ name: 'y', op: 'Softmax', input: ['c'] }),
    weights: kernels,
  },
  {
    what: 'Reshape of a picture',
    nodes: picture({ name: 'y', op: 'Reshape', input: ['c', 's'] }),
    weights: [...kernels, integers('s', [-1, 2])],
  },
  ...[1, 3, -1].map((axis) => ({
    what: `ConcatV2 of pictures along ${axis}`,
    nodes: picture({ name: 'y', op: 'ConcatV2', input: ['c', 'c', 'axis'] }),
    weights: [...kernels, integers('axis', [axis], [])],
  })),
  {
    what: 'ConcatV2 of a picture and something else',
    nodes: picture({ name: 'y', op: 'ConcatV2', input: ['c', 'x', 'axis'] }),
    weights: [...kernels, integers('axis', [3], [])],
  },
];

describe.skipIf(!onnx.isHere)(`translated for ${onnx.name}`, () => {
  it.each(CASES)('$what is what TensorFlow.js computes', async ({ nodes, weights, shape = [2, 7, 8, 3] }) => {
    const { source, readBytes } = sourceOfBuilt(graphOf(shape, nodes, weights));
    const input = { shape, values: noise(sizeOf(shape)) };
    const outputs = [nodes.at(-1)!.name];
    const answers = [];
    for (const engine of ['onnx', 'wasm'] as const) {
      const network = await loadNetwork(source, readBytes, { engine, outputs });
      answers.push((await network.run(input))[0]!);
      network.dispose();
    }
    const [actual, expected] = answers as [(typeof answers)[0], (typeof answers)[0]];
    expect(actual!.shape).toEqual(expected!.shape);
    expect(Math.max(...expected!.values.map(Math.abs))).toBeGreaterThan(0.01);
    // Sums of at most 27 products of numbers up to 1: float32 rounds at 1e-6.
    expect(largestDifference(actual!.values, expected!.values)).toBeLessThan(1e-5);
  });
});
