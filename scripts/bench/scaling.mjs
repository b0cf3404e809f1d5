// How the cost grows: time against pictures, faces a picture, and the picture's size. Each must be linear or better.
//
//   node scripts/bench/scaling.mjs [--engine auto] [--runs 5] [--markdown] [--plots dir]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cropImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { startEngine } from '@maskpred/core/tfjs';
import { loadClassifier } from '@maskpred/classifier';
import { createFaceDetector } from '@maskpred/detector';
import { createMaskPredictor } from '@maskpred/predictor';
import { runCommand } from './shared/command.mjs';
import { plotLine } from './shared/plot.mjs';
import { createBars, describeMachine, median, printTable } from './shared/report.mjs';
import { findPhotographFaces, PHOTOGRAPHS, writeScenes } from './shared/scenes.mjs';

const require = createRequire(new URL('../../packages/cli/package.json', import.meta.url));
const sharp = require('sharp');

const { values: args } = parseArgs({
  options: {
    engine: { type: 'string', default: 'auto' },
    runs: { type: 'string', default: '5' },
    markdown: { type: 'boolean', default: false },
    plots: { type: 'string' },
  },
});
const { engine, markdown, plots } = args;
const runs = Number(args.runs);

/** Of the folder that the command is given. */
const PICTURES = [25, 50, 100, 200, 400];
/** Faces on a picture of one size. */
const FACES = [0, 4, 8, 16, 32, 64];
/** A cell of such a picture, and a face in it, pixels. */
const CELL = { width: 120, height: 120, face: 90, columns: 8, rows: 8 };
/** Sides of one photograph, pixels: 0.2 to 24 million pixels. */
const SIZES = [
  { width: 600, height: 400 },
  { width: 1200, height: 800 },
  { width: 2400, height: 1600 },
  { width: 3600, height: 2400 },
  { width: 6000, height: 4000 },
];
/** How steep a line of two logarithms may be to count as linear: 1, and what a shared machine adds. */
const LINEAR = 1.1;

/** Milliseconds of each task, the median of runs in turns after one to warm up. */
async function race(tasks) {
  const times = tasks.map(() => []);
  for (let run = -1; run < runs; run++) {
    for (const [i, task] of tasks.entries()) {
      const start = performance.now();
      await task();
      if (run >= 0) times[i].push(performance.now() - start);
    }
  }
  return times.map(median);
}

async function overPictures(folder) {
  const points = [];
  for (const count of PICTURES) {
    const place = join(folder, `pictures-${count}`);
    await writeScenes(place, { count, width: 240, height: 160 });
    const { ms } = await runCommand(['predict', place, '--json', '--engine', engine]);
    points.push({ x: count, y: ms / 1000 });
  }
  return points;
}

/** Pictures of one size with the faces of the photographs in their cells, on grey. */
async function writeFaces(folder) {
  const found = await findPhotographFaces();
  const faces = [];
  for (const [i, path] of PHOTOGRAPHS.entries()) {
    const image = await decodeImage(path);
    for (const box of found[i]) {
      const { data, width, height } = cropImage(image, box, 0.3);
      const raw = { width, height, channels: 3 };
      faces.push(await sharp(data, { raw }).resize(CELL.face, CELL.face, { fit: 'fill' }).png().toBuffer());
    }
  }
  const canvas = {
    width: CELL.width * CELL.columns,
    height: CELL.height * CELL.rows,
    channels: 3,
    background: { r: 128, g: 128, b: 128 },
  };
  const margin = (CELL.width - CELL.face) / 2;
  const paths = [];
  for (const count of FACES) {
    const cells = Array.from({ length: count }, (_, i) => ({
      input: faces[i % faces.length],
      left: (i % CELL.columns) * CELL.width + margin,
      top: Math.floor(i / CELL.columns) * CELL.height + margin,
    }));
    const path = join(folder, `faces-${count}.png`);
    await writeFile(path, await sharp({ create: canvas }).composite(cells).png().toBuffer());
    paths.push(path);
  }
  return paths;
}

/** @returns the faces that are found, and the time of the whole. */
async function overFaces(predictor, folder) {
  const paths = await writeFaces(folder);
  const found = [];
  for (const path of paths) found.push((await predictor.predict(path)).length);
  const times = await race(paths.map((path) => () => predictor.predict(path)));
  return found.map((x, i) => ({ x, y: times[i] }));
}

async function overSizes(predictor, folder) {
  const paths = [];
  for (const { width, height } of SIZES) {
    const path = join(folder, `size-${width}.jpg`);
    await writeFile(
      path,
      await sharp(PHOTOGRAPHS[0]).resize(width, height, { fit: 'fill' }).jpeg().toBuffer(),
    );
    paths.push(path);
  }
  const times = await race(paths.map((path) => () => predictor.predict(path)));
  return SIZES.map(({ width, height }, i) => ({ x: (width * height) / 1e6, y: times[i] }));
}

/** The steepest step from one point to the next in logarithms: 1 is linear, less is better. */
function steepness(points) {
  const steps = points.slice(1).map(({ x, y }, i) => Math.log(y / points[i].y) / Math.log(x / points[i].x));
  return Math.max(...steps);
}

async function main(folder) {
  const { name, version } = await startEngine({ engine });
  console.log(describeMachine({ [name]: version }));
  const detector = await createFaceDetector({ engine });
  const classifier = await loadClassifier(undefined, { engine });
  const predictor = await createMaskPredictor({ detector, classifier });
  const curves = [
    {
      file: 'pictures',
      title: 'maskpred predict on a folder, pictures of 240 x 160',
      xTitle: 'pictures',
      yTitle: 'seconds',
      points: await overPictures(folder),
    },
    {
      file: 'faces',
      title: 'One picture of 960 x 960',
      xTitle: 'faces found',
      yTitle: 'milliseconds',
      points: await overFaces(predictor, folder),
    },
    {
      file: 'size',
      title: 'One photograph, from its file to the answer',
      xTitle: 'million pixels',
      yTitle: 'milliseconds',
      points: await overSizes(predictor, folder),
    },
  ];
  predictor.dispose();
  const bars = createBars();
  for (const { file, title, xTitle, yTitle, points } of curves) {
    const rows = points.map(({ x, y }) => [x.toFixed(x < 10 && file === 'size' ? 1 : 0), y.toFixed(1)]);
    printTable(`${title}, ${name}`, [xTitle, yTitle], rows, { markdown });
    bars.atMost(
      `${xTitle}: steepest step of the logarithms`,
      steepness(points.filter(({ x }) => x > 0)),
      LINEAR,
    );
    if (plots !== undefined) {
      await plotLine(join(plots, `bench-scaling-${file}.svg`), { title, xTitle, yTitle, points });
    }
  }
  bars.finish({ markdown });
}

const folder = await mkdtemp(join(tmpdir(), 'maskpred-scaling-'));
try {
  await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
