// Training: how long the head of 8,716 pictures takes with a cold and a warm cache, how much memory, and what a fine-tuning
// step costs beside a bare forward pass. The pictures are cut from six photographs, half of them with a mask drawn on.
//
//   node scripts/bench/train.mjs [--pictures 8716] [--threads 2]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { createRandom } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { loadModel, startEngine } from '@maskpred/core/tfjs';
import { trainClassifier } from '@maskpred/classifier/train';

const { values: args } = parseArgs({
  options: { pictures: { type: 'string', default: '8716' }, threads: { type: 'string', default: '2' } },
});
const pictures = Number(args.pictures);
const require = createRequire(import.meta.url);
const photographs = [1, 2, 3, 4, 5, 6].map((i) =>
  join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo', `sample${i}.jpg`),
);
const BIN = fileURLToPath(new URL('../../packages/cli/dist/maskpred.js', import.meta.url));
const LABELS = ['mask', 'no-mask'];

const folder = await mkdtemp(join(tmpdir(), 'maskpred-bench-train-'));
let failed = false;
const check = (text, isMet) => {
  console.log(`${text}: ${isMet ? 'met' : 'MISSED'}`);
  failed ||= !isMet;
};
console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.version}, engine wasm`);
try {
  await drawPictures(join(folder, 'data'));
  await benchCommand();
  await benchStep();
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/** Crops of 100 to 200 px; four out of five to train on, as split.json says, so that no near-duplicates are searched for. */
async function drawPictures(root) {
  const random = createRandom(1);
  const images = await Promise.all(photographs.map((path) => sharp(path).resize({ height: 600 }).toBuffer()));
  const sizes = await Promise.all(images.map(async (image) => (await sharp(image).metadata()).width));
  for (const label of LABELS) await mkdir(join(root, label), { recursive: true });
  const entries = [];
  for (let i = 0; i < pictures; i++) {
    const label = LABELS[i % 2];
    const from = random.int(0, images.length - 1);
    const side = random.int(100, 200);
    const left = random.int(0, sizes[from] - side);
    const top = random.int(0, 600 - side);
    const cloth = `<svg width="${side}" height="${side}"><rect x="${side * 0.25}" y="${side * 0.5}" width="${side * 0.5}" height="${side * 0.3}" rx="9" fill="hsl(${random.int(0, 360)},40%,80%)"/></svg>`;
    let picture = sharp(images[from]).extract({ left, top, width: side, height: side });
    if (label === 'mask') picture = picture.composite([{ input: Buffer.from(cloth) }]);
    const id = `${label}/${i}.jpg`;
    await picture.jpeg().toFile(join(root, id));
    entries.push({ id, group: id, label, part: i % 10 < 8 ? 'train' : 'val' });
  }
  await writeFile(join(root, 'split.json'), JSON.stringify(entries));
}

async function benchCommand() {
  const [cold, warm] = [await runTrain(), await runTrain()];
  const minutes = ({ seconds }) => `${(seconds / 60).toFixed(2)} min`;
  const scale = pictures / 8716;
  console.log(`${pictures} pictures, 50 epochs of the head, no variants, ${args.threads} threads`);
  check(`cold cache ${minutes(cold)} (at most ${10 * scale} min)`, cold.seconds <= 600 * scale);
  check(`warm cache ${minutes(warm)} (at most ${1 * scale} min)`, warm.seconds <= 60 * scale);
  const peak = Math.max(cold.peak, warm.peak);
  if (peak > 0) check(`memory at most ${(peak / 1e9).toFixed(2)} GB (at most 2)`, peak <= 2e9);
}

async function runTrain() {
  const options = ['--epochs', '50', '--variants', '0', '--engine', 'wasm', '--threads', args.threads];
  const places = ['--out', join(folder, 'model'), '--cache', join(folder, 'cache')];
  const start = performance.now();
  const child = spawn(process.execPath, [BIN, 'train', join(folder, 'data'), ...options, ...places], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  const timer = setInterval(async () => {
    // The high-water mark of the process with all its threads; only Linux tells it.
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }, 500);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  if (code !== 0) throw new Error(`maskpred train ended with ${code}`);
  return { seconds: (performance.now() - start) / 1000, peak };
}

async function benchStep() {
  await startEngine({ engine: 'wasm' });
  const face = await decodeImage(await sharp(photographs[0]).resize(200).png().toBuffer());
  const samples = Array.from({ length: 64 }, (_, i) => ({
    id: `${i}`,
    label: LABELS[i % 2],
    read: () => Promise.resolve({ ...face, data: face.data.map((value) => value ^ i) }),
  }));
  const { history } = await trainClassifier(samples, {
    ...{ epochs: 1, fineTune: 6, variants: 0, val: 0, engine: 'wasm' },
  });
  const step = median(history.filter(({ phase }) => phase === 'fine-tune').map((e) => e.durationMs / 64));
  const network = await loadModel(
    require.resolve('@maskpred/classifier/package.json').replace('package.json', 'model'),
  );
  const input = tf.zeros([1, 224, 224, 3]);
  const times = [];
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    tf.tidy(() => void network.execute(input).dataSync());
    times.push(performance.now() - start);
  }
  const bare = median(times.slice(5));
  console.log(
    `fine-tuning from block 14: ${step.toFixed(1)} ms an example, bare forward pass ${bare.toFixed(1)} ms`,
  );
  check(`ratio ${(step / bare).toFixed(2)} (at most 2)`, step / bare <= 2);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
