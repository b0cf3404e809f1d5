import { numbersOf, type SourceNode, textOf, textsOf } from './source-graph.js';
import type { OnnxAttribute } from './model-proto.js';
import { type Operation, type Translation, untranslatable, type Value } from './translation.js';

/** `_FusedConv2D` and `Conv2D`: kernels `[height, width, in, out]` become `[out, in, height, width]`. */
export const translateConvolution: Operation = (node, translation) => {
  const { shape, values } = kernelOf(node, translation);
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const moved = outputsFirst(values, height * width, inputs, outputs);
  const kernel = translation.constant(`${node.inputs[1]}:oihw`, [outputs, inputs, height, width], moved);
  return convolve(node, translation, kernel, { kernel_shape: [height, width] });
};

/** Side of the squares in which a matrix is transposed: what is read and written stays in the processor's cache. */
const BLOCK = 16;

/** `[area, inputs, outputs]` as `[outputs, inputs, area]`. */
function outputsFirst(
  values: Float32Array | Int32Array,
  area: number,
  inputs: number,
  outputs: number,
): Float32Array {
  const moved = new Float32Array(values.length);
  for (let firstInput = 0; firstInput < inputs; firstInput += BLOCK) {
    const inputEnd = Math.min(firstInput + BLOCK, inputs);
    for (let firstOutput = 0; firstOutput < outputs; firstOutput += BLOCK) {
      const outputEnd = Math.min(firstOutput + BLOCK, outputs);
      for (let at = 0; at < area; at++) {
        for (let input = firstInput; input < inputEnd; input++) {
          const row = (at * inputs + input) * outputs;
          for (let output = firstOutput; output < outputEnd; output++) {
            moved[(output * inputs + input) * area + at] = values[row + output]!;
          }
        }
      }
    }
  }
  return moved;
}

/** Depthwise kernels `[height, width, channels, multiplier]` become `[channels * multiplier, 1, height, width]`. */
export const translateDepthwise: Operation = (node, translation) => {
  const { shape, values } = kernelOf(node, translation);
  const [height, width, channels, multiplier] = shape as [number, number, number, number];
  const area = height * width;
  const outputs = channels * multiplier;
  const moved = new Float32Array(values.length);
  for (let at = 0; at < area; at++) {
    for (let to = 0; to < outputs; to++) moved[to * area + at] = values[at * outputs + to]!;
  }
  const kernel = translation.constant(`${node.inputs[1]}:oihw`, [outputs, 1, height, width], moved);
  return convolve(node, translation, kernel, { kernel_shape: [height, width], group: channels });
};

/** `MaxPool` and `AvgPool`. */
export const translatePool =
  (op: 'MaxPool' | 'AveragePool'): Operation =>
  (node, translation) => {
    const input = translation.channelsFirst(translation.value(node.inputs[0]!));
    const [, height, width] = numbersOf(node, 'ksize');
    const attributes = { kernel_shape: [height!, width!], ...windowOf(node) };
    return { name: translation.add(op, [input], node.name, attributes), isChannelsFirst: true };
  };

function convolve(
  node: SourceNode,
  translation: Translation,
  kernel: string,
  attributes: { readonly kernel_shape: readonly [number, number]; readonly group?: number },
): Value {
  const [input, , bias] = node.inputs;
  const steps = textsOf(node, 'fused_ops');
  const hasBias = steps[0] === 'BiasAdd';
  const activation = hasBias ? steps[1] : steps[0];
  const inputs = [
    translation.channelsFirst(translation.value(input!)),
    kernel,
    ...(hasBias ? [translation.plain(translation.value(bias!))] : []),
  ];
  const all = { ...attributes, ...dilatedWindowOf(node, attributes.kernel_shape) };
  const output = activation === undefined ? node.name : `${node.name}:linear`;
  const name = translation.add('Conv', inputs, output, all);
  return { name: activate(node, translation, name, activation), isChannelsFirst: true };
}

/** The last step of a fused node: an activation, or none. */
export function activate(
  node: SourceNode,
  translation: Translation,
  input: string,
  activation: string | undefined,
): string {
  switch (activation) {
    case undefined:
      return input;
    case 'Relu6':
      return addRelu6(translation, input, node.name);
    case 'Relu':
    case 'Sigmoid':
      return translation.add(activation, [input], node.name);
    default:
      throw untranslatable(
        node,
        `its activation is ${activation}, and it translates Relu, Relu6 and Sigmoid`,
      );
  }
}

export function addRelu6(translation: Translation, input: string, output: string): string {
  const low = translation.constant(':0', [], Float32Array.of(0));
  const high = translation.constant(':6', [], Float32Array.of(6));
  return translation.add('Clip', [input, low, high], output);
}

function kernelOf(node: SourceNode, translation: Translation) {
  const kernel = translation.constantOf(node.inputs[1]!);
  if (!kernel) throw untranslatable(node, 'its kernel is no constant');
  return kernel;
}

/** Strides and padding of a window that moves over a picture. */
function windowOf(node: SourceNode): Record<string, OnnxAttribute> {
  if (textOf(node, 'data_format') === 'NCHW') {
    throw untranslatable(node, 'its data_format is NCHW, and it translates NHWC');
  }
  return { strides: middleOf(node, 'strides'), ...paddingOf(node) };
}

/**
 * The same with a kernel whose numbers lie apart. ONNX Runtime does not pad by itself then; and since TensorFlow has a
 * stride of 1 then, the padding does not depend on the picture.
 */
function dilatedWindowOf(node: SourceNode, kernel: readonly [number, number]): Record<string, OnnxAttribute> {
  const dilations = middleOf(node, 'dilations');
  const { auto_pad: padding, ...window }: Record<string, OnnxAttribute> = { ...windowOf(node), dilations };
  if (padding !== 'SAME_UPPER' || dilations.every((dilation) => dilation === 1)) {
    return padding === undefined ? window : { ...window, auto_pad: padding };
  }
  const margins = kernel.map((side, i) => (side - 1) * dilations[i]!);
  return {
    ...window,
    pads: [...margins.map((sum) => Math.floor(sum / 2)), ...margins.map((sum) => Math.ceil(sum / 2))],
  };
}

function paddingOf(node: SourceNode): Record<string, OnnxAttribute> {
  const padding = textOf(node, 'padding');
  if (padding === 'SAME') return { auto_pad: 'SAME_UPPER' };
  if (padding === 'VALID') return { auto_pad: 'VALID' };
  const [, , top, bottom, left, right] = numbersOf(node, 'explicit_paddings');
  return { pads: [top!, left!, bottom!, right!] };
}

/** Height and width of four numbers for `[batch, height, width, channels]`; 1 where they are not given. */
function middleOf(node: SourceNode, attribute: string): number[] {
  const [, height = 1, width = 1] = numbersOf(node, attribute);
  return [height, width];
}
