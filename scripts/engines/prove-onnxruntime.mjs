// Ends with 0 when onnxruntime-node loads its library from the repository's node_modules and computes.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node');
// Relu of x as an ONNX file: ir_version 7, opset 13.
const model = Buffer.from('CAc6JwoMCgF4EgF5IgRSZWx1EgFnWgkKAXgSBAoCCAFiCQoBeRIECgIIAUIECgAQDQ==', 'base64');
const session = await InferenceSession.create(new Uint8Array(model));
const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(-1, 2), [2]) });
assert.deepEqual([...y.data], [0, 2]);
