import { incompatible, UnknownLayerError } from './problems.js';
import { readBatchNorm } from './batch-norm.js';
import { type GraphContext, positions, windowAttributes } from './graph-context.js';
import {
  activationOf,
  concatenateSchema,
  globalPoolSchema,
  leakyReluSchema,
  poolSchema,
  readConfig,
  reshapeSchema,
  zeroPaddingSchema,
} from './layer-config.js';
import type { LayerCall } from './network.js';
import { integers } from './operation-graph.js';
import { writeConvolution, writeDense, writeSeparable } from './write-convolution.js';

/** Writes the nodes of one layer and says in the context what the layer, and those done along with it, put out. */
type WriteLayer = (context: GraphContext, call: LayerCall) => void;

const writeActivation: WriteLayer = (context, call) => {
  const activation = activationOf(call, context.location);
  context.set(call.id, context.activate(call.id, context.value(call.inputs[0]!), activation));
};

const writeLeakyRelu: WriteLayer = (context, call) => {
  const { alpha, negative_slope: slope } = readConfig(leakyReluSchema, call, context.location);
  // 0.3 is Keras' own default.
  context.set(call.id, context.leakyRelu(call.id, context.value(call.inputs[0]!), alpha ?? slope ?? 0.3));
};

const writeBatchNorm: WriteLayer = (context, call) => {
  const value = context.value(call.inputs[0]!);
  const channels = value.shape[value.shape.length - 1]!;
  const { factors, offsets } = readBatchNorm(context, call, channels, value.shape.length);
  context.set(
    call.id,
    context.affine(call.id, value, Float32Array.from(factors), Float32Array.from(offsets)),
  );
};

/** Left to the convolution that follows, which may need no padding of its own. */
const writeZeroPadding: WriteLayer = (context, call) => {
  const { padding } = readConfig(zeroPaddingSchema, call, context.location);
  const value = context.value(call.inputs[0]!);
  context.mapShape(call, value);
  context.set(call.id, { ...value, padding });
};

const writePool: WriteLayer = (context, call) => {
  const { pool_size: window, strides: given, padding } = readConfig(poolSchema, call, context.location);
  const value = context.value(call.inputs[0]!);
  const [height, width, channels] = context.mapShape(call, value);
  const strides = given ?? window;
  const mode = padding === 'same' ? 'SAME' : 'VALID';
  const node = context.graph.node(
    call.id,
    call.type === 'MaxPooling2D' ? 'MaxPool' : 'AvgPool',
    [value.node],
    {
      ...windowAttributes(strides, mode),
      ksize: integers([1, ...window, 1]),
    },
  );
  const shape = [
    positions(height, window[0], strides[0], mode),
    positions(width, window[1], strides[1], mode),
    channels,
  ];
  context.set(call.id, { node, shape });
};

const writeGlobalPool: WriteLayer = (context, call) => {
  const { keepdims } = readConfig(globalPoolSchema, call, context.location);
  const value = context.value(call.inputs[0]!);
  context.mapShape(call, value);
  const op = call.type === 'GlobalMaxPooling2D' ? 'Max' : 'Mean';
  context.set(call.id, context.reduce(call.id, op, value, keepdims));
};

const writeFlatten: WriteLayer = (context, call) => {
  const value = context.value(call.inputs[0]!);
  const length = value.shape.reduce((product, side) => product * side, 1);
  context.set(call.id, value.shape.length === 1 ? value : context.reshape(call.id, value, [length]));
};

const writeReshape: WriteLayer = (context, call) => {
  const target = readConfig(reshapeSchema, call, context.location).target_shape.map((side) => side ?? -1);
  const value = context.value(call.inputs[0]!);
  const size = value.shape.reduce((product, side) => product * side, 1);
  const known = target.reduce((product, side) => (side === -1 ? product : product * side), 1);
  const shape = target.map((side) => (side === -1 ? size / known : side));
  const fits =
    shape.reduce((product, side) => product * side, 1) === size && shape.every((side) => side >= 1);
  if (!fits || (shape.length !== 1 && shape.length !== 3)) {
    throw incompatible(
      context.location,
      `the layer "${call.id}" makes [${target.join(', ')}] of [${value.shape.join(', ')}], which does not go.`,
    );
  }
  context.set(call.id, context.reshape(call.id, value, shape));
};

/** Add and Multiply. Shapes must be alike, or differ where one of them is 1. */
const writeElementwise: WriteLayer = (context, call) => {
  const op = call.type === 'Add' ? 'AddV2' : 'Mul';
  const [first, ...others] = call.inputs.map((input) => context.value(input));
  if (!first || others.length === 0) throw new UnknownLayerError(`${call.type} of one value`);
  let value = first;
  others.forEach((other, i) => {
    const { shape } = value;
    const fits =
      shape.length === other.shape.length &&
      shape.every((side, d) => side === other.shape[d] || side === 1 || other.shape[d] === 1);
    if (!fits) {
      throw incompatible(
        context.location,
        `the layer "${call.id}" (${call.type}) joins [${shape.join(', ')}] and [${other.shape.join(', ')}], which do not fit.`,
      );
    }
    const name = i === others.length - 1 ? call.id : `${call.id}/${i}`;
    value = {
      node: context.graph.node(name, op, [value.node, other.node]),
      shape: shape.map((side, d) => Math.max(side, other.shape[d]!)),
    };
  });
  context.set(call.id, value);
};

const writeConcatenate: WriteLayer = (context, call) => {
  const { axis } = readConfig(concatenateSchema, call, context.location);
  const values = call.inputs.map((input) => context.value(input));
  const shape = values[0]!.shape;
  if (axis !== -1 && axis !== shape.length) throw new UnknownLayerError(`Concatenate along the axis ${axis}`);
  if (values.some((value) => value.shape.slice(0, -1).join() !== shape.slice(0, -1).join())) {
    const shapes = values.map((value) => `[${value.shape.join(', ')}]`).join(', ');
    throw incompatible(context.location, `the layer "${call.id}" joins ${shapes}, which do not fit.`);
  }
  const at = context.graph.constant(`${call.id}/axis`, [], Int32Array.of(shape.length));
  const node = context.graph.node(call.id, 'ConcatV2', [...values.map((value) => value.node), at], {
    N: { i: String(values.length) },
    Tidx: { type: 'DT_INT32' },
  });
  const channels = values.reduce((sum, value) => sum + value.shape[value.shape.length - 1]!, 0);
  context.set(call.id, { node, shape: [...shape.slice(0, -1), channels] });
};

const WRITERS: Readonly<Record<string, WriteLayer>> = {
  Activation: writeActivation,
  Add: writeElementwise,
  AveragePooling2D: writePool,
  BatchNormalization: writeBatchNorm,
  Concatenate: writeConcatenate,
  Conv2D: writeConvolution,
  Dense: writeDense,
  DepthwiseConv2D: writeConvolution,
  Flatten: writeFlatten,
  GlobalAveragePooling2D: writeGlobalPool,
  GlobalMaxPooling2D: writeGlobalPool,
  LeakyReLU: writeLeakyRelu,
  MaxPooling2D: writePool,
  Multiply: writeElementwise,
  ReLU: writeActivation,
  Reshape: writeReshape,
  SeparableConv2D: writeSeparable,
  Softmax: writeActivation,
  ZeroPadding2D: writeZeroPadding,
};

/** @throws {UnknownLayerError} for a layer that has no nodes here. */
export function writeLayer(context: GraphContext, call: LayerCall): void {
  const write = Object.hasOwn(WRITERS, call.type) ? WRITERS[call.type] : undefined;
  if (!write) throw new UnknownLayerError(call.type);
  write(context, call);
}
