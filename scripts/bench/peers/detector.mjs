// One face detector of scripts/bench/detectors.mjs, in a process of its own since TensorFlow.js has one engine a process, all
// on one thread of WASM. Told the path of a picture by message, it answers with the boxes and with the milliseconds that the
// pixels took; reading the file is not counted.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeImage } from '@maskpred/core/node';
import { createFaceDetector } from '@maskpred/detector';

const [, , name, peers] = process.argv;
const WASM_FILES = join(peers, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/');
/** Faces a picture at most. */
const MAX_FACES = 100;

async function startMaskpred({ inputSize } = {}) {
  const detector = await createFaceDetector({ engine: 'wasm', ...(inputSize && { inputSize }) });
  return async (image) => (await detector.detect(image)).map(({ box }) => box);
}

/** TensorFlow.js of the peers' folder, on WASM. */
async function startTensorFlow(require) {
  const tf = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(WASM_FILES);
  await tf.setBackend('wasm');
  await tf.ready();
  return tf;
}

const packageOf = (peer) => join(peers, 'node_modules', peer);

async function startFaceApi(require, network) {
  const tf = await startTensorFlow(require);
  const folder = packageOf('@vladmandic/face-api');
  const faceapi = require(join(folder, 'dist/face-api.node-wasm.js'));
  const networks = {
    ssd: ['ssdMobilenetv1', () => new faceapi.SsdMobilenetv1Options({ maxResults: MAX_FACES })],
    tiny: ['tinyFaceDetector', () => new faceapi.TinyFaceDetectorOptions()],
  };
  const [net, createOptions] = networks[network];
  await faceapi.nets[net].loadFromDisk(join(folder, 'model'));
  return async ({ data, width, height }) => {
    const pixels = tf.tensor3d(data, [height, width, 3], 'int32');
    const found = await faceapi.detectAllFaces(pixels, createOptions());
    pixels.dispose();
    return found.map(({ box: { x, y, width: w, height: h } }) => ({ x, y, width: w, height: h }));
  };
}

async function startHuman(require) {
  // Its build for Node on WASM fetches its models, which Node does not do for files.
  globalThis.fetch = async (url) => new Response(await readFile(new URL(url)));
  const tf = await startTensorFlow(require);
  const folder = packageOf('@vladmandic/human');
  const { Human } = require(join(folder, 'dist/human.node-wasm.js'));
  const off = { enabled: false };
  const human = new Human({
    backend: 'wasm',
    wasmPath: WASM_FILES,
    modelBasePath: `${pathToFileURL(join(folder, 'models'))}/`,
    debug: false,
    cacheSensitivity: 0,
    filter: off,
    face: {
      detector: { maxDetected: MAX_FACES, rotation: false },
      ...{
        mesh: off,
        iris: off,
        emotion: off,
        description: off,
        antispoof: off,
        liveness: off,
        attention: off,
      },
    },
    ...{ body: off, hand: off, object: off, gesture: off, segmentation: off },
  });
  await human.load();
  return async ({ data, width, height }) => {
    const pixels = tf.tensor3d(data, [height, width, 3], 'int32');
    const { face, error } = await human.detect(pixels);
    pixels.dispose();
    if (error) throw new Error(error);
    return face.map(({ box: [x, y, w, h] }) => ({ x, y, width: w, height: h }));
  };
}

const require = createRequire(join(peers, 'package.json'));
const CONTENDERS = {
  maskpred: () => startMaskpred(),
  'maskpred, 320 px': () => startMaskpred({ inputSize: 320 }),
  'face-api, SSD': () => startFaceApi(require, 'ssd'),
  'face-api, tiny': () => startFaceApi(require, 'tiny'),
  'human, BlazeFace': () => startHuman(require),
};

const detect = await CONTENDERS[name]();
process.on('message', async (path) => {
  if (path === null) return process.exit();
  const image = await decodeImage(path);
  const start = performance.now();
  const boxes = await detect(image);
  return process.send({ boxes, ms: performance.now() - start });
});
process.send('ready');
