// Ends with 0 when @tensorflow/tfjs-node loads from the repository's node_modules, computes, and shares its core with the
// packages here: a convolution and its gradients have to equal those of the plain cpu backend.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients

util.isNullOrUndefined ??= (value) => value === null || value === undefined; // Node 23 removed it
process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
const tfNode = createRequire(import.meta.url)('@tensorflow/tfjs-node');
assert.equal(tfNode.version['tfjs-node'], tf.version_core);
assert.equal(tfNode.Tensor, tf.Tensor, 'two copies of @tensorflow/tfjs-core are loaded');

const results = {};
for (const backend of ['cpu', 'tensorflow']) {
  assert.ok(await tf.setBackend(backend));
  assert.equal(tf.getBackend(), backend);
  results[backend] = tf.tidy(() => {
    const x = tf.randomUniform([2, 9, 9, 3], -1, 1, 'float32', 1);
    const kernel = tf.randomUniform([3, 3, 3, 4], -1, 1, 'float32', 2);
    const loss = (a, b) => tf.sum(tf.square(tf.conv2d(a, b, 2, 'same')));
    const gradients = tf.grads(loss)([x, kernel]);
    return [tf.conv2d(x, kernel, 2, 'same'), ...gradients].map((tensor) => [...tensor.dataSync()]);
  });
}
results.cpu.forEach((expected, i) =>
  expected.forEach((value, j) => assert.ok(Math.abs(value - results.tensorflow[i][j]) < 1e-4)),
);
console.log(`@tensorflow/tfjs-node ${tf.version_core} computes`);
