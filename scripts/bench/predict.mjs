// Recognition: how much maskpred adds to the bare networks, and whether it leaks. Ratios are of medians of the same run,
// taken in turns, since single times of a shared machine say little.
//
//   node scripts/bench/predict.mjs [--runs 60] [--pictures 1000]
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import * as tfCore from '@tensorflow/tfjs-core';
import { cropImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { loadModel, startEngine } from '@maskpred/core/tfjs';
import { loadClassifier } from '@maskpred/classifier';
import { createFaceDetector } from '@maskpred/detector';
import { createMaskPredictor } from '@maskpred/predictor';

const { values: args } = parseArgs({
  options: { runs: { type: 'string', default: '60' }, pictures: { type: 'string', default: '1000' } },
});
const runs = Number(args.runs);
const pictures = Number(args.pictures);
const require = createRequire(import.meta.url);
const folderOf = (name, model) =>
  require.resolve(`@maskpred/${name}/package.json`).replace('package.json', model);
const photograph = require
  .resolve('@vladmandic/face-api/package.json')
  .replace('package.json', 'demo/sample1.jpg');

/** Milliseconds of each contender's runs, taken in turns after a warm-up. */
async function race(contenders, count) {
  const times = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (let i = -5; i < count; i++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      if (i >= 0) times.get(name).push(performance.now() - start);
    }
  }
  return times;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Whose tensors can be counted; scripts/bench/engines.mjs compares it with the others. */
const ENGINE = { engine: 'wasm' };
const engine = await startEngine(ENGINE);
console.log(
  `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.version}, engine ${engine.name}`,
);

const image = await decodeImage(photograph);
const detector = await createFaceDetector(ENGINE);
const [face] = await detector.detect(image);
const classifier = await loadClassifier(undefined, ENGINE);
const crop = cropImage(image, face.box, classifier.cropMargin);
const network = await loadModel(folderOf('classifier', 'model'));
const { inputSize } = classifier.metadata;
const input = tfCore.zeros([1, inputSize, inputSize, 3]);

const classification = await race(
  {
    bare: async () => {
      const scores = network.execute(input);
      await scores.data();
      scores.dispose();
    },
    classify: () => classifier.classify([crop]),
  },
  runs,
);
const bare = median(classification.get('bare'));
const whole = median(classification.get('classify'));
console.log(
  `classifier: bare network ${bare.toFixed(1)} ms, RawImage crop of ${crop.width} x ${crop.height} to scores ${whole.toFixed(1)} ms`,
);
console.log(`classifier ratio ${(whole / bare).toFixed(3)} (at most 1.15)`);

const detection = await race({ detect: () => detector.detect(image) }, Math.ceil(runs / 6));
console.log(
  `detector: ${median(detection.get('detect')).toFixed(0)} ms for a picture of ${image.width} x ${image.height}, ` +
    `${(median(detection.get('detect')) / bare).toFixed(1)} x the bare classifier`,
);

const predictor = await createMaskPredictor({ detector, classifier });
await predictor.predict(photograph);
const tensors = tfCore.memory().numTensors;
let peak = 0;
for (let i = 0; i < pictures; i++) {
  await predictor.predict(photograph);
  peak = Math.max(peak, process.memoryUsage.rss());
}
console.log(
  `${pictures} pictures in one process: ${tfCore.memory().numTensors - tensors} tensors left over, ` +
    `RSS at most ${(peak / 1e6).toFixed(0)} MB (at most 600)`,
);
const failed = whole / bare > 1.15 || tfCore.memory().numTensors !== tensors || peak > 600e6;
process.exitCode = failed ? 1 : 0;
