// Classifiers on a MobileNetV2 1.0 of 224 x 224 that can be had from npm or PyPI: one crop of a face from its pixels, in turns.
//
//   node scripts/bench/classifiers.mjs [--runs 60] [--python python3] [--markdown] [--plots dir]
//
// The peers from npm are installed in .cache/peers on the first run. Keras needs a Python with TensorFlow (`pip install
// tensorflow-cpu`); without one it is left out, and so is onnx where onnxruntime-node is not installed.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom, shuffle } from '@maskpred/core';
import { installPeers, versionOf } from './peers/install.mjs';
import { plotBars } from './shared/plot.mjs';
import { createBars, describeMachine, median, printTable, spread } from './shared/report.mjs';

const { values: args } = parseArgs({
  options: {
    runs: { type: 'string', default: '60' },
    python: { type: 'string', default: 'python3' },
    markdown: { type: 'boolean', default: false },
    plots: { type: 'string' },
  },
});
const { python, markdown, plots } = args;
/** Runs of each before those that count. */
const WARM_UP = 5;
const pathOf = (name) => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

async function startNode(name, peers) {
  const child = fork(pathOf('classifier.mjs'), [name, peers], {
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  const isReady = await Promise.race([
    once(child, 'message').then(() => true),
    once(child, 'exit').then(() => false),
  ]);
  if (!isReady) return undefined;
  return {
    name,
    async classify() {
      child.send('crop');
      const [time] = await once(child, 'message');
      return time;
    },
    stop: () => child.send(null),
  };
}

async function startKeras(way) {
  const child = spawn(python, [pathOf('keras_classifier.py'), way], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  const { version } = await next();
  return {
    name: `Keras ${version}, ${way === 'call' ? 'compiled call' : 'predict()'}`,
    classify: () => (child.stdin.write('crop\n'), next()),
    stop: () => child.stdin.end(),
  };
}

function hasTensorFlow() {
  try {
    execFileSync(python, ['-c', 'import tensorflow'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`without Keras: ${python} has no TensorFlow`);
    return false;
  }
}

const peers = await installPeers();
console.log(describeMachine({ nsfwjs: versionOf('nsfwjs') }));
const contenders = [];
for (const name of ['maskpred, wasm', 'nsfwjs, wasm', 'maskpred, onnx']) {
  const contender = await startNode(name, peers);
  if (contender) contenders.push(contender);
  else console.log(`without ${name}: it does not start`);
}
if (hasTensorFlow()) for (const way of ['call', 'predict']) contenders.push(await startKeras(way));

const times = new Map(contenders.map(({ name }) => [name, []]));
const random = createRandom(1);
for (let run = -WARM_UP; run < Number(args.runs); run++) {
  // In another order each time: one leaves threads awake and caches full of its own behind for the next.
  for (const { name, classify } of shuffle(contenders, random)) {
    const time = await classify();
    if (run >= 0) times.get(name).push(time);
  }
}
for (const { stop } of contenders) stop();

const msOf = (name) => times.get(name).map(({ ms }) => ms);
const medianOf = (name) => median(msOf(name));
printTable(
  `One crop of 180 x 180 from its pixels to its scores, ${args.runs} runs: median (least to most)`,
  ['', 'ms', 'processor ms', 'x maskpred, wasm'],
  [...times].map(([name, list]) => [
    name,
    spread(msOf(name)),
    median(list.map(({ cpuMs }) => cpuMs)).toFixed(1),
    (medianOf(name) / medianOf('maskpred, wasm')).toFixed(2),
  ]),
  { markdown },
);
if (plots !== undefined) {
  await plotBars(join(plots, 'bench-classifiers.svg'), {
    title: 'Milliseconds of one crop',
    valueTitle: 'ms',
    bars: [...times.keys()].map((name) => ({ name, value: medianOf(name) })),
  });
}
const bars = createBars();
bars.atLeast(
  'nsfwjs over maskpred, both on wasm',
  medianOf('nsfwjs, wasm') / medianOf('maskpred, wasm'),
  2.5,
);
bars.finish({ markdown });
