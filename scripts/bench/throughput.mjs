// Throughput: `maskpred predict` on a folder of scenes by engine and threads, its memory over many pictures, and its start.
// Runs take turns, so that the ratios hold on a shared machine. Times are of the whole command, from its start to its end.
//
//   node scripts/bench/throughput.mjs [--scenes 200] [--runs 3] [--pictures 1000] [--starts 5] [--markdown] [--plots dir]
//
// The bar on memory is for --pictures 10000.
import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINE_NAMES, startEngine } from '@maskpred/core/tfjs';
import { runCommand } from './shared/command.mjs';
import { plotBars, plotLine } from './shared/plot.mjs';
import { createBars, describeMachine, median, megabytes, printTable, spread } from './shared/report.mjs';
import { findPhotographFaces, PHOTOGRAPHS, recallOf, writeScenes } from './shared/scenes.mjs';

const number = (value) => ({ type: 'string', default: value });
const { values: args } = parseArgs({
  options: {
    scenes: number('200'),
    runs: number('3'),
    pictures: number('1000'),
    starts: number('5'),
    markdown: { type: 'boolean', default: false },
    plots: { type: 'string' },
  },
});
/** Of the pictures of the long run, pixels: small, so that ten thousand are done in a while. */
const SMALL = { width: 240, height: 160 };
/** Different ones among them. */
const SMALL_FILES = 200;
/** How often memory is looked at in the long run. */
const SAMPLES = 40;

async function installedEngines() {
  const versions = {};
  for (const engine of ENGINE_NAMES) {
    try {
      versions[engine] = (await startEngine({ engine })).version;
    } catch (error) {
      console.log(`without ${engine}: ${error.message}`);
    }
  }
  return versions;
}

function listWays(versions) {
  const threads = (engine, count) => ({
    name: `${engine}, ${count === 1 ? '1 thread' : `${count} threads`}`,
    args: ['--engine', engine, '--concurrency', String(count)],
  });
  const byDefault = (engine) => ({ name: `${engine}, default`, args: ['--engine', engine] });
  const withIntegers = { name: 'onnx, default, int8', args: ['--engine', 'onnx', '--int8'] };
  return Object.keys(versions).flatMap((engine) =>
    // tensorflow has threads of its own, and is not given more
    engine === 'tensorflow'
      ? [byDefault(engine)]
      : [
          ...[threads(engine, 1), threads(engine, 2), byDefault(engine)],
          ...(engine === 'onnx' ? [withIntegers] : []),
        ],
  );
}

const boxesOf = (stdout) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).faces.map(({ box }) => box));

/** Every way over the scenes, in turns. */
async function race(ways, folder, runs) {
  const results = new Map(ways.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const { name, args: options } of ways) {
      results.get(name).push(await runCommand(['predict', folder, '--json', ...options]));
    }
  }
  return results;
}

/** Memory at every share of the pictures, bytes. */
async function watchMemory(folder, pictures) {
  const samples = [];
  await runCommand(['predict', folder, '--json', '--input-size', '256'], {
    onLines(lines, { pid }) {
      if (lines < ((samples.length + 1) * pictures) / SAMPLES) return;
      const rss = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) * 1024;
      samples.push({ pictures: lines, rss });
    },
  });
  return samples;
}

async function linkPictures(folder, pictures) {
  const originals = await writeScenes(join(folder, 'small'), { count: SMALL_FILES, ...SMALL });
  const many = join(folder, 'many');
  await mkdir(many);
  for (let i = 0; i < pictures; i++) {
    await link(originals[i % SMALL_FILES].path, join(many, `${String(i).padStart(6, '0')}.jpg`));
  }
  return many;
}

/** Seconds that the command takes for one photograph. */
async function coldStarts(engines, count) {
  const times = new Map(engines.map((engine) => [engine, []]));
  for (let run = -1; run < count; run++) {
    for (const engine of engines) {
      const { ms } = await runCommand(['predict', PHOTOGRAPHS[0], '--json', '--engine', engine]);
      if (run >= 0) times.get(engine).push(ms / 1000);
    }
  }
  return times;
}

async function main(folder) {
  const { markdown, plots } = args;
  const versions = await installedEngines();
  console.log(describeMachine(versions));
  const engines = Object.keys(versions);
  const bars = createBars();

  const scenes = await writeScenes(join(folder, 'scenes'), {
    count: Number(args.scenes),
    faces: await findPhotographFaces(),
  });
  const results = await race(listWays(versions), join(folder, 'scenes'), Number(args.runs));
  const rates = (name) => results.get(name).map(({ ms }) => (scenes.length * 1000) / ms);
  const rate = (name) => median(rates(name));
  const one = rate('wasm, 1 thread');
  printTable(
    `${scenes.length} scenes of 960 x 640, ${args.runs} runs: median (least to most)`,
    ['engine', 'pictures/s', 'x wasm, 1 thread', 'processor ms a picture', 'memory at most', 'recall'],
    [...results].map(([name, runs]) => [
      name,
      spread(rates(name)),
      (rate(name) / one).toFixed(2),
      (median(runs.map(({ cpuMs }) => cpuMs)) / scenes.length).toFixed(0),
      megabytes(median(runs.map(({ maxRss }) => maxRss))),
      recallOf(scenes, boxesOf(runs[0].stdout)).toFixed(3),
    ]),
    { markdown },
  );
  bars.atLeast('wasm, 2 threads over 1', rate('wasm, 2 threads') / one, 1.7);
  if (engines.includes('onnx'))
    bars.atLeast('onnx, default, over wasm, 1 thread', rate('onnx, default') / one, 4);
  for (const engine of engines.filter((name) => results.has(`${name}, 2 threads`))) {
    const best = Math.max(rate(`${engine}, 1 thread`), rate(`${engine}, 2 threads`));
    bars.atLeast(
      `${engine}, default over the faster of 1 and 2 threads`,
      rate(`${engine}, default`) / best,
      0.9,
    );
  }

  const pictures = Number(args.pictures);
  const samples = await watchMemory(await linkPictures(folder, pictures), pictures);
  const quarter = (index) =>
    median(samples.slice(index * (SAMPLES / 4), (index + 1) * (SAMPLES / 4)).map(({ rss }) => rss));
  printTable(
    `Memory in one run of ${pictures} pictures of ${SMALL.width} x ${SMALL.height}, by quarter`,
    ['', 'first', 'second', 'third', 'last'],
    [['median', ...[0, 1, 2, 3].map((index) => megabytes(quarter(index)))]],
    { markdown },
  );
  bars.atMost('memory, last quarter over the second', quarter(3) / quarter(1), 1.1);

  const starts = await coldStarts(engines, Number(args.starts));
  printTable(
    `From the start of the command to its end, one photograph of 1920 x 1280, ${args.starts} runs`,
    ['engine', 'seconds'],
    [...starts].map(([engine, seconds]) => [engine, spread(seconds, 2)]),
    { markdown },
  );
  bars.atMost('wasm, seconds of one picture from the start', median(starts.get('wasm')), 2);
  if (engines.includes('onnx')) bars.atMost('onnx, the same', median(starts.get('onnx')), 1);

  if (plots !== undefined) {
    const found = [...results.keys()].map((name) => ({ name, value: rate(name) }));
    const title = `Pictures per second, ${scenes.length} scenes of 960 x 640`;
    await plotBars(join(plots, 'bench-throughput.svg'), { title, valueTitle: 'pictures/s', bars: found });
    await plotLine(join(plots, 'bench-memory.svg'), {
      title: `Memory in one run of ${pictures} pictures`,
      xTitle: 'pictures done',
      yTitle: 'MB',
      points: samples.map(({ pictures: x, rss }) => ({ x, y: rss / 1e6 })),
    });
  }
  bars.finish({ markdown });
}

const folder = await mkdtemp(join(tmpdir(), 'maskpred-throughput-'));
try {
  await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
