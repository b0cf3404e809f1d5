import { UnknownLayerError } from './problems.js';
import { foldBatchNorm, readBatchNorm } from './batch-norm.js';
import {
  type GraphContext,
  NO_PADDING,
  positions,
  samePadding,
  type Value,
  windowAttributes,
} from './graph-context.js';
import {
  type Activation,
  activationOf,
  convolutionSchema,
  denseSchema,
  type Padding,
  readConfig,
} from './layer-config.js';
import type { LayerCall } from './network.js';
import { type Attribute, integers } from './operation-graph.js';

/** A linear layer with what follows it: BatchNorm is folded into its numbers, relu and relu6 into its node. */
interface Linear {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly activation: 'linear' | 'relu' | 'relu6';
  /** The layers that are done by this, in order. */
  readonly done: readonly LayerCall[];
  /** What is still to be put on. */
  readonly rest: Activation;
}

/** Conv2D and DepthwiseConv2D. */
export function writeConvolution(context: GraphContext, call: LayerCall): void {
  const config = readConfig(convolutionSchema, call, context.location);
  if ((config.groups ?? 1) !== 1) throw new UnknownLayerError(`${call.type} with ${config.groups} groups`);
  const isDepthwise = call.type === 'DepthwiseConv2D';
  const input = context.paddedValue(call.inputs[0]!);
  const channels = context.mapShape(call, input)[2];
  const outputs = isDepthwise ? channels * config.depth_multiplier : (config.filters ?? NaN);
  const shape = [...config.kernel_size, channels, isDepthwise ? config.depth_multiplier : outputs];
  const kernelName = isDepthwise && !call.weights.has('kernel') ? 'depthwise_kernel' : 'kernel';
  const linear = gather(
    context,
    call,
    {
      kernel: context.weight(call, kernelName, shape),
      bias: config.use_bias ? context.weight(call, 'bias', [outputs]) : new Float32Array(outputs),
    },
    3,
  );
  const value = slide(context, call, linear, { ...config, shape, outputs, isDepthwise });
  finish(context, call, linear, value);
}

/** SeparableConv2D: a depthwise convolution and a 1 x 1 one. */
export function writeSeparable(context: GraphContext, call: LayerCall): void {
  const config = readConfig(convolutionSchema, call, context.location);
  const channels = context.mapShape(call, context.paddedValue(call.inputs[0]!))[2];
  const wide = channels * config.depth_multiplier;
  const shape = [...config.kernel_size, channels, config.depth_multiplier];
  const depthwise: Linear = {
    kernel: context.weight(call, 'depthwise_kernel', shape),
    bias: new Float32Array(wide),
    activation: 'linear',
    done: [],
    rest: 'linear',
  };
  const outputs = config.filters ?? NaN;
  const linear = gather(
    context,
    call,
    {
      kernel: context.weight(call, 'pointwise_kernel', [1, 1, wide, outputs]),
      bias: config.use_bias ? context.weight(call, 'bias', [outputs]) : new Float32Array(outputs),
    },
    3,
  );
  const depth = { ...call, id: `${call.id}/depthwise` };
  context.set(
    depth.id,
    slide(context, depth, depthwise, { ...config, shape, outputs: wide, isDepthwise: true }),
  );
  const point = { ...call, inputs: [depth.id] };
  const value = slide(context, point, linear, {
    kernel_size: [1, 1],
    strides: [1, 1],
    dilation_rate: [1, 1],
    padding: 'valid',
    shape: [1, 1, wide, outputs],
    outputs,
    isDepthwise: false,
  });
  finish(context, call, linear, value);
}

export function writeDense(context: GraphContext, call: LayerCall): void {
  const { units, use_bias: hasBias } = readConfig(denseSchema, call, context.location);
  const input = context.value(call.inputs[0]!);
  const [length] = input.shape;
  if (input.shape.length !== 1) throw new UnknownLayerError('Dense over a map');
  const linear = gather(
    context,
    call,
    {
      kernel: context.weight(call, 'kernel', [length!, units]),
      bias: hasBias ? context.weight(call, 'bias', [units]) : new Float32Array(units),
    },
    1,
  );
  const { graph } = context;
  const kernel = graph.kernel(`${call.id}/kernel`, [length!, units], linear.kernel);
  const bias = graph.constant(`${call.id}/bias`, [units], linear.bias);
  const node = graph.node(nameOf(call, linear), '_FusedMatMul', [input.node, kernel, bias], {
    ...fusedOps(linear.activation),
    transpose_a: { b: false },
    transpose_b: { b: false },
  });
  finish(context, call, linear, { node, shape: [units] });
}

interface Window {
  readonly kernel_size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilation_rate: readonly [number, number];
  readonly padding: 'valid' | 'same';
  /** Of the kernel. */
  readonly shape: readonly number[];
  readonly outputs: number;
  readonly isDepthwise: boolean;
}

/** The node of a convolution. */
function slide(context: GraphContext, call: LayerCall, linear: Linear, window: Window): Value {
  const { graph } = context;
  const { strides, dilation_rate: dilations, shape, outputs } = window;
  const { input, padding } = resolvePadding(context, call, window);
  const [height, width] = context.mapShape(call, input);
  const kernel = graph.kernel(`${call.id}/kernel`, shape, linear.kernel);
  const bias = graph.constant(`${call.id}/bias`, [outputs], linear.bias);
  const op = window.isDepthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D';
  const node = graph.node(nameOf(call, linear), op, [input.node, kernel, bias], {
    ...fusedOps(linear.activation),
    ...windowAttributes(strides, padding),
    dilations: integers([1, ...dilations, 1]),
  });
  const [tall, wide] = reach(window);
  return {
    node,
    shape: [
      positions(height, tall, strides[0], padding),
      positions(width, wide, strides[1], padding),
      outputs,
    ],
  };
}

/**
 * Keras pads by hand before a stride of 2; where that is what SAME padding does, one node does both. With a stride larger than
 * the kernel, SAME reads the wrong pixels on WASM (TensorFlow.js 4.22), so that the zeros are put around by hand.
 */
function resolvePadding(
  context: GraphContext,
  call: LayerCall,
  window: Window,
): { input: Value; padding: 'SAME' | 'VALID' } {
  const source = call.inputs[0]!;
  const input = window.padding === 'same' ? context.value(source) : context.paddedValue(source);
  const [height, width] = context.mapShape(call, input);
  const [tall, wide] = reach(window);
  const [down, across] = window.strides;
  const same: Padding = [samePadding(height, tall, down), samePadding(width, wide, across)];
  const isSafe = down <= tall && across <= wide;
  if (window.padding === 'same') {
    if (isSafe) return { input, padding: 'SAME' };
    const isPadded = String(same) !== String(NO_PADDING);
    return { input: isPadded ? context.pad(`${call.id}/pad`, input, same) : input, padding: 'VALID' };
  }
  return isSafe && String(input.padding ?? NO_PADDING) === String(same)
    ? { input: { node: input.node, shape: input.shape }, padding: 'SAME' }
    : { input: context.value(source), padding: 'VALID' };
}

/** Pixels that a dilated kernel spans. */
const reach = ({ kernel_size: [tall, wide], dilation_rate: [down, across] }: Window): [number, number] => [
  (tall - 1) * down + 1,
  (wide - 1) * across + 1,
];

/** Takes the BatchNorm and the relu that follow into the layer. */
function gather(
  context: GraphContext,
  call: LayerCall,
  { kernel, bias }: Pick<Linear, 'kernel' | 'bias'>,
  rank: number,
): Linear {
  const own = activationOf(call, context.location);
  if (own === 'relu' || own === 'relu6')
    return { kernel, bias, activation: own, done: [call], rest: 'linear' };
  if (own !== 'linear') return { kernel, bias, activation: 'linear', done: [call], rest: own };
  const done = [call];
  let next = context.followerOf(call.id);
  let folded = { kernel, bias };
  if (next?.type === 'BatchNormalization') {
    folded = foldBatchNorm(kernel, bias, readBatchNorm(context, next, bias.length, rank));
    done.push(next);
    next = context.followerOf(next.id);
  }
  const isActivation = next?.type === 'ReLU' || next?.type === 'Activation';
  const activation = next && isActivation ? activationOf(next, context.location) : 'linear';
  if (next && (activation === 'relu' || activation === 'relu6')) {
    return { ...folded, activation, done: [...done, next], rest: 'linear' };
  }
  return { ...folded, activation: 'linear', done, rest: 'linear' };
}

function finish(context: GraphContext, call: LayerCall, { done, rest }: Linear, value: Value): void {
  const result = context.activate(call.id, value, rest);
  for (const { id } of done) context.set(id, result);
}

/** An activation that has a node of its own has the layer's name; then the linear part has another. */
const nameOf = ({ id }: LayerCall, { rest }: Linear): string => (rest === 'linear' ? id : `${id}/linear`);

function fusedOps(activation: Linear['activation']): Record<string, Attribute> {
  const ops = ['BiasAdd', ...{ linear: [], relu: ['Relu'], relu6: ['Relu6'] }[activation]];
  return { num_args: { i: '1' }, fused_ops: { list: { s: ops.map((op) => btoa(op)) } } };
}
