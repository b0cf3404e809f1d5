import { PbfWriter } from 'pbf';

/** An operation of an ONNX graph. Attributes are whole numbers, lists of them, or texts. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute = number | string | readonly number[];

/** A constant of an ONNX graph. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | BigInt64Array | Uint8Array | Int8Array | Int32Array;
}

/** The input of an ONNX graph, float32; a text names a size that is known only when it runs. */
export interface OnnxInput {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

/** An ONNX graph with one float32 input. */
export interface OnnxGraph {
  readonly input: OnnxInput;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  /** Names of values. */
  readonly outputs: readonly string[];
}

/** Of April 2021: every ONNX Runtime since 1.8 reads them (its docs, "Compatibility"). */
const OPSET = 13;
const IR_VERSION = 7;

// Numbers of types (`TensorProto.DataType`, `AttributeProto.AttributeType`) and, below, of fields: onnx/onnx.proto3.
const FLOAT = 1;
const UINT8 = 2;
const INT8 = 3;
const INT32 = 6;
const INT64 = 7;
const ATTRIBUTE_TYPE = { int: 2, string: 3, ints: 7 };

/** The bytes of an ONNX model file (`ModelProto`). */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const weightBytes = graph.constants.reduce((sum, { values }) => sum + values.byteLength, 0);
  const writer = new PbfWriter(new Uint8Array(weightBytes + 2 ** 16)); // grows by itself if need be
  writer.writeVarintField(1, IR_VERSION);
  writer.writeStringField(2, 'maskpred');
  writer.writeMessage(7, writeGraph, graph);
  writer.writeMessage(8, writeOpset, OPSET);
  return writer.finish();
}

function writeOpset(version: number, writer: PbfWriter): void {
  writer.writeStringField(1, '');
  writer.writeVarintField(2, version);
}

function writeGraph({ input, nodes, constants, outputs }: OnnxGraph, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, 'maskpred');
  for (const constant of constants) writer.writeMessage(5, writeTensor, constant);
  writer.writeMessage(11, writeValue, input);
  for (const name of outputs) writer.writeMessage(12, writeValue, { name });
}

function writeNode({ op, inputs, output, attributes }: OnnxNode, writer: PbfWriter): void {
  for (const name of inputs) writer.writeStringField(1, name);
  writer.writeStringField(2, output);
  writer.writeStringField(3, output);
  writer.writeStringField(4, op);
  for (const entry of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: [string, OnnxAttribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if (typeof value === 'number') {
    writer.writeVarintField(3, value);
    writer.writeVarintField(20, ATTRIBUTE_TYPE.int);
  } else if (typeof value === 'string') {
    writer.writeBytesField(4, new TextEncoder().encode(value));
    writer.writeVarintField(20, ATTRIBUTE_TYPE.string);
  } else {
    for (const item of value) writer.writeVarintField(8, item);
    writer.writeVarintField(20, ATTRIBUTE_TYPE.ints);
  }
}

function writeTensor({ name, dims, values }: OnnxTensor, writer: PbfWriter): void {
  for (const dim of dims) writer.writeVarintField(1, dim);
  writer.writeVarintField(2, typeOf(values));
  writer.writeStringField(8, name);
  writer.writeBytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function typeOf(values: OnnxTensor['values']): number {
  if (values instanceof Float32Array) return FLOAT;
  if (values instanceof Uint8Array) return UINT8;
  if (values instanceof Int8Array) return INT8;
  return values instanceof Int32Array ? INT32 : INT64;
}

/** A value's name and type; without sizes ONNX Runtime works them out. */
function writeValue({ name, dims }: Pick<OnnxInput, 'name'> & Partial<OnnxInput>, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeType, dims);
}

function writeType(dims: OnnxInput['dims'] | undefined, writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, dims);
}

function writeTensorType(dims: OnnxInput['dims'] | undefined, writer: PbfWriter): void {
  writer.writeVarintField(1, FLOAT);
  if (dims) writer.writeMessage(2, writeShape, dims);
}

function writeShape(dims: OnnxInput['dims'], writer: PbfWriter): void {
  for (const dim of dims) writer.writeMessage(1, writeDimension, dim);
}

function writeDimension(dim: number | string, writer: PbfWriter): void {
  if (typeof dim === 'number') writer.writeVarintField(1, dim);
  else writer.writeStringField(2, dim);
}
