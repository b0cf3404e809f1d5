// One classifier of scripts/bench/classifiers.mjs, in a process of its own since TensorFlow.js has one engine a process. On
// each message it classifies one face's crop, from its pixels, and answers with the milliseconds.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadClassifier } from '@maskpred/classifier';
import { createRandom } from '@maskpred/core';

const [, , name, peers] = process.argv;
/** Of a crop, pixels. */
const SIDE = 180;

async function startMaskpred(engine) {
  const classifier = await loadClassifier(undefined, { engine });
  return (crop) => classifier.classify([crop]);
}

/** Its MobileNetV2, which is in its package, on one thread of WASM. */
async function startNsfwjs() {
  const require = createRequire(join(peers, 'package.json'));
  const tf = require('@tensorflow/tfjs');
  require('@tensorflow/tfjs-backend-wasm').setWasmPaths(
    join(peers, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'),
  );
  await tf.setBackend('wasm');
  await tf.ready();
  const model = await require('nsfwjs').load('MobileNetV2');
  return async ({ data, width, height }) => {
    const pixels = tf.tensor3d(data, [height, width, 3], 'int32');
    await model.classify(pixels);
    pixels.dispose();
  };
}

const CONTENDERS = {
  'maskpred, wasm': () => startMaskpred('wasm'),
  'maskpred, onnx': () => startMaskpred('onnx'),
  'nsfwjs, wasm': startNsfwjs,
};

const random = createRandom(1);
const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => Math.floor(256 * random.next()));
const crop = { data, width: SIDE, height: SIDE, channels: 3 };
const classify = await CONTENDERS[name]();
process.on('message', async (message) => {
  if (message === null) return process.exit();
  const before = process.cpuUsage();
  const start = performance.now();
  await classify(crop);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return process.send({ ms, cpuMs: (user + system) / 1000 });
});
process.send('ready');
