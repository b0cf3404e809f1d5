// Puts metadata in front of a TensorFlow Lite model. A FlatBuffer's offsets only point forward and are relative, so the
// model's own bytes stay as they are behind a new root table that repeats the old one and adds a `metadata` entry.
// Schemas: schema_v3.fbs of TensorFlow Lite, metadata_schema.fbs of tflite-support.
import { Builder, ByteBuffer } from 'flatbuffers';

/** Fields of table Model, in the order of the schema. */
const MODEL = { version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4, metadata: 6 };
const MODEL_FIELDS = 8;
const FILE_IDENTIFIER = 'TFL3';
/** Tensor data is aligned so in the file. */
const ALIGNMENT = 16;
/** The name under which MediaPipe looks for a ModelMetadata. */
const METADATA_NAME = 'TFLITE_METADATA';
/** Of the union ProcessUnitOptions. */
const NORMALIZATION_OPTIONS = 1;

/**
 * The model with the one thing that MediaPipe's tasks ask for: that its input is `(pixel - mean) / std`.
 * @throws {Error} when the bytes are no TensorFlow Lite model, or one that has metadata already.
 */
export function withNormalization(model, { mean, std }) {
  const old = readRoot(model);
  const builder = new Builder(model.length + 4096);
  const end = placeBehind(builder, model);
  /** Where a position in the model's bytes is, as the builder counts: from the end. */
  const at = (position) => end - position;

  const blob = normalizationMetadata(mean, std);
  builder.startVector(1, blob.length, ALIGNMENT);
  for (let i = blob.length - 1; i >= 0; i--) builder.addInt8(blob[i]);
  const data = builder.endVector();
  builder.startObject(1);
  builder.addFieldOffset(0, data, 0);
  const buffer = builder.endObject();
  const buffers = offsetVector(builder, [...old.bufferPositions.map(at), buffer]);

  const name = builder.createString(METADATA_NAME);
  builder.startObject(2);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldInt32(1, old.bufferPositions.length, 0);
  const metadata = offsetVector(builder, [builder.endObject()]);

  builder.startObject(MODEL_FIELDS);
  builder.addFieldInt32(MODEL.version, old.version, 0);
  for (const field of ['operatorCodes', 'subgraphs', 'description']) {
    if (old[field] !== undefined) builder.addFieldOffset(MODEL[field], at(old[field]), 0);
  }
  builder.addFieldOffset(MODEL.buffers, buffers, 0);
  builder.addFieldOffset(MODEL.metadata, metadata, 0);
  builder.finish(builder.endObject(), FILE_IDENTIFIER);
  return builder.asUint8Array();
}

/** The parts of the root table by position in the bytes. */
function readRoot(model) {
  const bytes = new ByteBuffer(model);
  if (model.length < 8 || !bytes.__has_identifier(FILE_IDENTIFIER)) {
    throw new Error(`This is no TensorFlow Lite model: it has no file identifier ${FILE_IDENTIFIER}.`);
  }
  const root = bytes.readInt32(0);
  const target = (field) => {
    const offset = bytes.__offset(root, 4 + 2 * field);
    return offset === 0 ? undefined : bytes.__indirect(root + offset);
  };
  if (target(MODEL.metadata) !== undefined) throw new Error('This model has metadata already.');
  const versionOffset = bytes.__offset(root, 4 + 2 * MODEL.version);
  const buffers = target(MODEL.buffers);
  const count = bytes.readInt32(buffers);
  return {
    version: versionOffset === 0 ? 0 : bytes.readInt32(root + versionOffset),
    operatorCodes: target(MODEL.operatorCodes),
    subgraphs: target(MODEL.subgraphs),
    description: target(MODEL.description),
    bufferPositions: Array.from({ length: count }, (_, i) => bytes.__indirect(buffers + 4 + 4 * i)),
  };
}

/** Copies bytes to the builder's end, padded so that what is aligned in them stays aligned; returns their start. */
function placeBehind(builder, bytes) {
  builder.prep(ALIGNMENT, 0);
  builder.pad((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT);
  builder.prep(1, bytes.length); // makes room
  builder.space -= bytes.length;
  builder.bb.bytes().set(bytes, builder.space);
  return builder.offset();
}

function offsetVector(builder, offsets) {
  builder.startVector(4, offsets.length, 4);
  for (const offset of [...offsets].reverse()) builder.addOffset(offset);
  return builder.endVector();
}

function floatVector(builder, values) {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addFloat32(value);
  return builder.endVector();
}

/** A ModelMetadata whose first input tensor has a NormalizationOptions. */
function normalizationMetadata(mean, std) {
  const builder = new Builder(256);
  const [means, deviations] = [floatVector(builder, [mean]), floatVector(builder, [std])];
  const table = (count, add) => {
    builder.startObject(count);
    add();
    return builder.endObject();
  };
  const options = table(2, () => {
    builder.addFieldOffset(0, means, 0);
    builder.addFieldOffset(1, deviations, 0);
  });
  const unit = table(2, () => {
    builder.addFieldInt8(0, NORMALIZATION_OPTIONS, 0);
    builder.addFieldOffset(1, options, 0);
  });
  const units = offsetVector(builder, [unit]);
  const tensor = table(5, () => builder.addFieldOffset(4, units, 0));
  const tensors = offsetVector(builder, [tensor]);
  const subgraph = table(3, () => builder.addFieldOffset(2, tensors, 0));
  const subgraphs = offsetVector(builder, [subgraph]);
  builder.finish(
    table(4, () => builder.addFieldOffset(3, subgraphs, 0)),
    'M001',
  );
  return builder.asUint8Array();
}
