// Engines: what one inference takes on each that is installed, and how long `maskpred predict` takes from its start. All in
// one run and in turns, so that the ratios hold on a shared machine; times are medians. Processor time is given too: it
// hardly changes when others use the machine, while the clock runs on.
//
//   node scripts/bench/engines.mjs [--runs 40] [--starts 5]
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createRandom, shuffle } from '@maskpred/core';
import { ENGINE_NAMES, startEngine } from '@maskpred/core/tfjs';

const { values: args } = parseArgs({
  options: { runs: { type: 'string', default: '40' }, starts: { type: 'string', default: '5' } },
});
const require = createRequire(import.meta.url);
const photograph = require
  .resolve('@vladmandic/face-api/package.json')
  .replace('package.json', 'demo/sample1.jpg');
const command = fileURLToPath(new URL('../../packages/cli/dist/maskpred.js', import.meta.url));
/** Runs of a task before those that count. */
const WARM_UP = 3;
/** A detection takes as long as ten classifications. */
const SHARE_OF_DETECTIONS = 0.25;

const run = promisify(execFile);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function installedEngines() {
  const engines = [];
  for (const engine of ENGINE_NAMES) {
    try {
      await startEngine({ engine });
      engines.push(engine);
    } catch (error) {
      console.log(`without ${engine}: ${error.message}`);
    }
  }
  return engines;
}

async function startContender(engine) {
  const path = fileURLToPath(new URL('./engines/contender.mjs', import.meta.url));
  const child = fork(path, [engine]);
  const [{ version, tasks }] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${engine} does not start`))),
  ]);
  return { engine, child, version, times: new Map(tasks.map((task) => [task, []])) };
}

/** In turns; each round in another order, since a task finds the caches and threads as the one before it left them. */
async function race(contenders, rounds) {
  const random = createRandom(1);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { child, times } of contenders) {
      for (const task of shuffle([...times.keys()], random)) {
        if (task === 'detect' && round >= rounds * SHARE_OF_DETECTIONS) continue;
        child.send(task);
        const [time] = await once(child, 'message');
        if (round >= 0) times.get(task).push(time);
      }
    }
  }
}

/** Makes a process of Node say at its end, on stderr, how long its processors worked. */
const REPORT = `process.on('exit', () => console.error(JSON.stringify(process.cpuUsage())))`;
const REPORTING = `--import=data:text/javascript,${encodeURIComponent(REPORT)}`;

/** A start of the command, as `race` measures a task. */
async function startCommand(engine) {
  const options = { env: { ...process.env, NODE_OPTIONS: REPORTING } };
  const start = performance.now();
  const { stderr } = await run(
    process.execPath,
    [command, 'predict', photograph, '--json', '--engine', engine],
    options,
  );
  const ms = performance.now() - start;
  const { user, system } = JSON.parse(stderr.trim().split('\n').at(-1));
  return { ms, cpuMs: (user + system) / 1000 };
}

/** What `maskpred predict` on one photograph takes from its start, by engine. */
async function coldStarts(engines, count) {
  const times = new Map(engines.map((engine) => [engine, []]));
  for (let i = -1; i < count; i++) {
    for (const engine of engines) {
      const time = await startCommand(engine);
      if (i >= 0) times.get(engine).push(time);
    }
  }
  return times;
}

console.log(
  `${cpus()[0].model.trim()}, ${availableParallelism()} cores, Node ${process.version}, ` +
    `load ${loadavg()[0].toFixed(1)} at the start`,
);
const engines = await installedEngines();
const contenders = [];
for (const engine of engines) contenders.push(await startContender(engine));
await race(contenders, Number(args.runs));
for (const { child } of contenders) child.send('stop');
const starts = await coldStarts(engines, Number(args.starts));

const timesOf = (engine, task) =>
  task === 'cold start'
    ? starts.get(engine)
    : contenders.find((contender) => contender.engine === engine).times.get(task);
/** @param clock - `ms`, or `cpuMs` for the time of its processors. */
const timeOf = (engine, task, clock = 'ms') => median(timesOf(engine, task).map((time) => time[clock]));
const TASKS = ['network', 'classify', 'classify 8', 'detect', 'cold start'];

function printTable(clock) {
  console.log(['engine'.padEnd(22), ...TASKS.map((head) => head.padStart(18))].join(''));
  for (const { engine, version } of contenders) {
    const cells = TASKS.map((task) => {
      const [value, base] = [timeOf(engine, task, clock), timeOf('wasm', task, clock)];
      return `${value.toFixed(1)} (${(base / value).toFixed(2)} x)`.padStart(18);
    });
    console.log([`${engine} ${version}`.padEnd(22), ...cells].join(''));
  }
}

console.log('\nmilliseconds, and how many times as fast as wasm');
printTable('ms');
console.log('\nmilliseconds of the processors together, and how many times as cheap as wasm');
printTable('cpuMs');

console.log('\none crop, by others');
for (const [engine, task] of [
  ['onnx', 'bare session'],
  ['wasm', 'layers model'],
]) {
  if (!engines.includes(engine)) continue;
  const [ms, cpuMs] = [timeOf(engine, task), timeOf(engine, task, 'cpuMs')];
  console.log(`${engine}, ${task}`.padEnd(22) + `${ms.toFixed(1)} ms, ${cpuMs.toFixed(1)} of the processors`);
}

const bars = [];
const bar = (what, value, limit, isMet) => {
  bars.push(isMet);
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)} (${limit})`);
};
console.log('');
// Both on one thread, so processor time compares them, and is steadier.
const layers = timeOf('wasm', 'layers model', 'cpuMs') / timeOf('wasm', 'classify', 'cpuMs');
bar('wasm, one crop, times as fast as a layers model', layers, 'at least 2.5', layers >= 2.5);
const wasmStart = timeOf('wasm', 'cold start') / 1000;
bar('wasm, cold start of predict in seconds', wasmStart, 'under 2', wasmStart < 2);
if (engines.includes('onnx')) {
  const bare = timeOf('onnx', 'classify') / timeOf('onnx', 'bare session');
  bar('onnx, one crop over a bare session', bare, 'at most 1.15', bare <= 1.15);
  const onnxStart = timeOf('onnx', 'cold start') / 1000;
  bar('onnx, cold start of predict in seconds', onnxStart, 'under 1', onnxStart < 1);
}
process.exitCode = bars.every(Boolean) ? 0 : 1;
