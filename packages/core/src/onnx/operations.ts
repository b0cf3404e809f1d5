import {
  activate,
  addRelu6,
  translateConvolution,
  translateDepthwise,
  translatePool,
} from './convolutions.js';
import { isSet, shapeOf, textsOf } from './source-graph.js';
import {
  channelsFirstAxis,
  type Operation,
  type Translation,
  untranslatable,
  type Value,
} from './translation.js';

/** What {@link Translation} can translate, by TensorFlow's name. */
export const OPERATIONS: Readonly<Record<string, Operation>> = Object.freeze({
  Placeholder: translatePlaceholder,
  Const: translateConst,
  Identity: ({ inputs }, translation) => translation.value(inputs[0]!),
  _FusedConv2D: translateConvolution,
  Conv2D: translateConvolution,
  FusedDepthwiseConv2dNative: translateDepthwise,
  DepthwiseConv2dNative: translateDepthwise,
  MaxPool: translatePool('MaxPool'),
  AvgPool: translatePool('AveragePool'),
  BiasAdd: translateBinary('Add'),
  Add: translateBinary('Add'),
  AddV2: translateBinary('Add'),
  Sub: translateBinary('Sub'),
  Mul: translateBinary('Mul'),
  Relu: translateUnary('Relu'),
  Sigmoid: translateUnary('Sigmoid'),
  Relu6(node, translation) {
    const { name, isChannelsFirst } = translation.value(node.inputs[0]!);
    return { name: addRelu6(translation, name, node.name), isChannelsFirst };
  },
  Pad: translatePad,
  Mean: translateMean,
  MatMul: translateMatMul,
  _FusedMatMul: translateMatMul,
  Softmax(node, translation) {
    const input = translation.plain(translation.value(node.inputs[0]!));
    return plainValue(translation.add('Softmax', [input], node.name, { axis: -1 }));
  },
  Reshape: translateReshape,
  ConcatV2: translateConcat,
} satisfies Record<string, Operation>);

const plainValue = (name: string): Value => ({ name, isChannelsFirst: false });

function translatePlaceholder(...[node, translation]: Parameters<Operation>): Value {
  const shape = shapeOf(node, 'shape');
  if (!shape) throw untranslatable(node, 'the number of its dimensions is open');
  const dims = shape.map((size, i) => (size < 0 ? `${node.name}:${i}` : size));
  translation.inputs.push({ name: node.name, dims });
  return plainValue(node.name);
}

function translateConst(...[node, translation]: Parameters<Operation>): Value {
  const constant = translation.constantOf(node.name);
  if (!(constant?.values instanceof Float32Array)) throw untranslatable(node, 'it is no constant of float32');
  return plainValue(translation.constant(node.name, constant.shape, constant.values));
}

function translateUnary(op: string): Operation {
  return (node, translation) => {
    const { name, isChannelsFirst } = translation.value(node.inputs[0]!);
    return { name: translation.add(op, [name], node.name), isChannelsFirst };
  };
}

/** Element by element, a smaller shape repeated from its last axis on. */
function translateBinary(op: string): Operation {
  return (node, translation) => {
    const [left, right] = node.inputs as [string, string];
    const values = [translation.value(left), translation.value(right)] as const;
    const isPicture = (value: Value) => value.isChannelsFirst;
    if (!values.some(isPicture)) {
      return plainValue(
        translation.add(
          op,
          values.map(({ name }) => name),
          node.name,
        ),
      );
    }
    const operands = [left, right].map((name, i) =>
      isPicture(values[i]!) ? values[i]!.name : perChannel(name, translation),
    );
    if (operands.every((name) => name !== undefined)) {
      return { name: translation.add(op, operands, node.name), isChannelsFirst: true };
    }
    return plainValue(
      translation.add(
        op,
        values.map((value) => translation.plain(value)),
        node.name,
      ),
    );
  };
}

/** A constant of one number, or of one a channel, so that it meets a picture whose channels come first. */
function perChannel(name: string, translation: Translation): string | undefined {
  const constant = translation.constantOf(name);
  if (!constant || constant.shape.length > 1) return undefined;
  return translation.constant(
    `${name}:chw`,
    [constant.values.length, 1, 1],
    Float32Array.from(constant.values),
  );
}

function translatePad(...[node, translation]: Parameters<Operation>): Value {
  const margins = translation.constantOf(node.inputs[1]!);
  if (margins?.values.length !== 8) throw untranslatable(node, 'it does not pad a picture by constants');
  const [, , top, bottom, left, right, ...channels] = margins.values;
  if ([margins.values[0], margins.values[1], ...channels].some((margin) => margin !== 0)) {
    throw untranslatable(node, 'it pads more than height and width');
  }
  const input = translation.channelsFirst(translation.value(node.inputs[0]!));
  const pads = translation.constant(`${node.name}:pads`, [8], [0, 0, top!, left!, 0, 0, bottom!, right!]);
  return { name: translation.add('Pad', [input, pads], node.name), isChannelsFirst: true };
}

function translateMean(...[node, translation]: Parameters<Operation>): Value {
  const axes = translation.constantOf(node.inputs[1]!)?.values;
  if (!axes) throw untranslatable(node, 'its axes are no constants');
  const isKept = isSet(node, 'keep_dims');
  const value = translation.value(node.inputs[0]!);
  if (value.isChannelsFirst && [...axes].sort().join() === '1,2') {
    const pooled = `${node.name}${isKept ? '' : ':pooled'}`;
    translation.add('GlobalAveragePool', [value.name], pooled);
    if (isKept) return { name: pooled, isChannelsFirst: true };
    return plainValue(translation.add('Flatten', [pooled], node.name, { axis: 1 }));
  }
  const attributes = { axes: [...axes], keepdims: Number(isKept) };
  return plainValue(translation.add('ReduceMean', [translation.plain(value)], node.name, attributes));
}

function translateMatMul(...[node, translation]: Parameters<Operation>): Value {
  const inputs = node.inputs.map((name) => translation.plain(translation.value(name)));
  const steps = textsOf(node, 'fused_ops');
  const activation = steps[0] === 'BiasAdd' ? steps[1] : steps[0];
  const output = activation === undefined ? node.name : `${node.name}:linear`;
  const name = translation.add('Gemm', inputs, output, {
    transA: Number(isSet(node, 'transpose_a')),
    transB: Number(isSet(node, 'transpose_b')),
  });
  return plainValue(activate(node, translation, name, activation));
}

function translateReshape(...[node, translation]: Parameters<Operation>): Value {
  const target = translation.constantOf(node.inputs[1]!);
  if (!target) throw untranslatable(node, 'its shape is no constant');
  const input = translation.plain(translation.value(node.inputs[0]!));
  const shape = translation.constant(`${node.name}:shape`, target.shape, [...target.values]);
  return plainValue(translation.add('Reshape', [input, shape], node.name));
}

function translateConcat(...[node, translation]: Parameters<Operation>): Value {
  const axis = translation.constantOf(node.inputs.at(-1)!)?.values[0];
  if (axis === undefined) throw untranslatable(node, 'its axis is no constant');
  const values = node.inputs.slice(0, -1).map((name) => translation.value(name));
  const isPicture = values.every(({ isChannelsFirst }) => isChannelsFirst);
  const names = values.map((value) => (isPicture ? value.name : translation.plain(value)));
  const attributes = { axis: isPicture ? channelsFirstAxis(axis) : axis };
  return { name: translation.add('Concat', names, node.name, attributes), isChannelsFirst: isPicture };
}
