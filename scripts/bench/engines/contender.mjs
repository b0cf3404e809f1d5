// One engine of scripts/bench/engines.mjs, in a process of its own since TensorFlow.js has one engine a process. Told the
// name of a task by message, it does it once and answers with the milliseconds, of the clock and of its processors.
import { createRequire } from 'node:module';
import { cropImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { loadNetwork, startEngine } from '@maskpred/core/tfjs';
import { loadClassifier } from '@maskpred/classifier';
import { createFaceDetector } from '@maskpred/detector';

const require = createRequire(import.meta.url);
const engine = process.argv[2];
const photograph = require
  .resolve('@vladmandic/face-api/package.json')
  .replace('package.json', 'demo/sample1.jpg');
const model = require.resolve('@maskpred/classifier/package.json').replace('package.json', 'model');

/** The classifier's network as ONNX Runtime alone runs it, on an input that is ready: no code of ours is in between. */
async function createBareSession(input) {
  const { InferenceSession, Tensor } = require('onnxruntime-node');
  const create = InferenceSession.create;
  let file;
  InferenceSession.create = (bytes, options) => {
    file = bytes;
    return create.call(InferenceSession, bytes, options);
  };
  (await loadNetwork(model, { engine })).dispose();
  InferenceSession.create = create;
  const session = await InferenceSession.create(file);
  const feeds = { [session.inputNames[0]]: new Tensor('float32', input, [1, 224, 224, 3]) };
  return () => session.run(feeds);
}

const { version } = await startEngine({ engine });
const image = await decodeImage(photograph);
const detector = await createFaceDetector({ engine });
const classifier = await loadClassifier(undefined, { engine });
const [face] = await detector.detect(image);
const crop = cropImage(image, face.box, classifier.cropMargin);
const { inputSize } = classifier.metadata;
const input = new Float32Array(inputSize * inputSize * 3).fill(0.5);
const network = await loadNetwork(model, { engine });

const tasks = {
  classify: () => classifier.classify([crop]),
  'classify 8': () => classifier.classify(Array.from({ length: 8 }, () => crop)),
  network: () => network.run({ shape: [1, inputSize, inputSize, 3], values: input }),
  detect: () => detector.detect(image),
};
if (engine === 'onnx') tasks['bare session'] = await createBareSession(input);
if (engine === 'wasm') {
  const { createLayersClassifier } = await import('./layers-mobilenet.mjs');
  tasks['layers model'] = await createLayersClassifier(crop, inputSize);
}

process.on('message', async (task) => {
  if (!tasks[task]) return process.exit();
  const before = process.cpuUsage();
  const start = performance.now();
  await tasks[task]();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return process.send({ ms, cpuMs: (user + system) / 1000 });
});
process.send({ version, tasks: Object.keys(tasks) });
