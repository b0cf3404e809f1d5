// The bytes of an ONNX file as OpenCV 4.6 reads it: outputs with a shape, and the bounds of a Clip as attributes, as they
// were before version 11 of the operators. Numbers of fields: onnx/onnx.proto3.
import { PbfWriter } from 'pbf';

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 };

/** @param graph - as core's `translateGraph` returns it, with an input of fixed sizes. */
export function encodeForOpenCv(graph) {
  const writer = new PbfWriter(new Uint8Array(2 ** 20));
  writer.writeVarintField(1, 7);
  writer.writeMessage(7, writeGraph, graph);
  writer.writeMessage(8, (_, opset) => opset.writeVarintField(2, 13));
  return writer.finish();
}

function writeGraph({ input, nodes, constants, outputs }, writer) {
  const values = new Map(constants.map((constant) => [constant.name, constant.values]));
  for (const node of nodes.flatMap(withoutGemm)) writer.writeMessage(1, writeNode, withBounds(node, values));
  writer.writeStringField(2, 'maskpred');
  for (const constant of constants) writer.writeMessage(5, writeTensor, constant);
  writer.writeMessage(11, writeValue, input);
  for (const name of outputs) writer.writeMessage(12, writeValue, { name, dims: [] });
}

/** OpenCV 4.6 does not take the bias of a Gemm of three labels. */
function withoutGemm(node) {
  if (node.op !== 'Gemm') return [node];
  const [input, weights, bias] = node.inputs;
  const product = `${node.output}/product`;
  return [
    { op: 'MatMul', inputs: [input, weights], output: product, attributes: {} },
    { op: 'Add', inputs: [product, bias], output: node.output, attributes: {} },
  ];
}

function withBounds(node, values) {
  if (node.op !== 'Clip') return node;
  const [input, low, high] = node.inputs;
  const bounds = { min: values.get(low)[0], max: values.get(high)[0] };
  return { ...node, inputs: [input], floats: bounds };
}

function writeNode({ op, inputs, output, attributes, floats = {} }, writer) {
  for (const name of inputs) writer.writeStringField(1, name);
  writer.writeStringField(2, output);
  writer.writeStringField(3, output);
  writer.writeStringField(4, op);
  for (const entry of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, entry);
  for (const entry of Object.entries(floats)) writer.writeMessage(5, writeFloat, entry);
}

function writeFloat([name, value], writer) {
  writer.writeStringField(1, name);
  writer.writeFloatField(2, value);
  writer.writeVarintField(20, ATTRIBUTE.float);
}

function writeAttribute([name, value], writer) {
  writer.writeStringField(1, name);
  if (typeof value === 'number') {
    writer.writeVarintField(3, value);
    writer.writeVarintField(20, ATTRIBUTE.int);
  } else if (typeof value === 'string') {
    writer.writeBytesField(4, new TextEncoder().encode(value));
    writer.writeVarintField(20, ATTRIBUTE.string);
  } else {
    for (const item of value) writer.writeVarintField(8, item);
    writer.writeVarintField(20, ATTRIBUTE.ints);
  }
}

function writeTensor({ name, dims, values }, writer) {
  for (const dim of dims) writer.writeVarintField(1, dim);
  writer.writeVarintField(2, values instanceof Float32Array ? FLOAT : INT64);
  writer.writeStringField(8, name);
  writer.writeBytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function writeValue({ name, dims }, writer) {
  const writeDimension = (dim) => writer.writeVarintField(1, dim);
  const writeShape = () => dims.forEach((dim) => writer.writeMessage(1, writeDimension, dim));
  const writeTensorType = () => {
    writer.writeVarintField(1, FLOAT);
    writer.writeMessage(2, writeShape);
  };
  writer.writeStringField(1, name);
  writer.writeMessage(2, () => writer.writeMessage(1, writeTensorType));
}
