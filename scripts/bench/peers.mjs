// Against a peer: `maskpred predict` on a folder of scenes, and OpenCV's dnn module that runs the same two networks, looks
// at the same sizes and decodes them in numpy. Both from the start of the process, on the same threads, in turns.
//
//   node scripts/bench/peers.mjs [--scenes 200] [--runs 3] [--threads 2] [--python python3] [--markdown] [--plots dir]
//
// Needs a Python with OpenCV 4, from 4.6 on (`apt install python3-opencv`, or `pip install 'opencv-python-headless<5'`). OpenCV
// 5.0.0 reads the same files and finds a fifth of the faces: it is not compared.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeOnnxFiles } from './peers/onnx-files.mjs';
import { runCommand } from './shared/command.mjs';
import { plotBars } from './shared/plot.mjs';
import { createBars, describeMachine, median, printTable, spread } from './shared/report.mjs';
import { findPhotographFaces, recallOf, SCENE, writeScenes } from './shared/scenes.mjs';

const PEER = fileURLToPath(new URL('./peers/opencv.py', import.meta.url));
/** Raw score from which a box of the network counts in the peer, which knows nothing of calibrated scores. The table shows what it finds with it. */
const MIN_SCORE = 0.3;

const { values: args } = parseArgs({
  options: {
    scenes: { type: 'string', default: '200' },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string', default: 'python3' },
    markdown: { type: 'boolean', default: false },
    plots: { type: 'string' },
  },
});
const { python, threads, markdown, plots } = args;

function openCvVersion() {
  let version;
  try {
    version = execFileSync(python, ['-c', 'import cv2; print(cv2.__version__)'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error(`${python} has no OpenCV: "apt install python3-opencv", or name another with --python.`);
  }
  if (!version.startsWith('4.')) throw new Error(`${python} has OpenCV ${version}, and 4 is needed.`);
  return version;
}

async function runPeer(description, folder) {
  const start = performance.now();
  const child = spawn(python, [PEER, description, folder, threads], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`The peer ended with ${status}: see above.`);
  return { ms: performance.now() - start, stdout };
}

const facesOf = (stdout) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).faces);

async function main(folder) {
  console.log(describeMachine({ OpenCV: openCvVersion() }));
  const place = join(folder, 'scenes');
  const scenes = await writeScenes(place, { count: Number(args.scenes), faces: await findPhotographFaces() });
  await mkdir(join(folder, 'networks'));
  const networks = await writeOnnxFiles(join(folder, 'networks'), SCENE);
  const description = join(folder, 'networks.json');
  await writeFile(description, JSON.stringify({ ...networks, minScore: MIN_SCORE }));

  const command = (engine) => () =>
    runCommand(['predict', place, '--json', '--engine', engine, '--concurrency', threads]);
  const contenders = {
    [`maskpred, onnx, ${threads} threads`]: command('onnx'),
    [`maskpred, wasm, ${threads} threads`]: command('wasm'),
    [`OpenCV dnn, ${threads} threads`]: () => runPeer(description, place),
  };
  const results = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (let run = 0; run < Number(args.runs); run++) {
    for (const [name, go] of Object.entries(contenders)) results.get(name).push(await go());
  }

  const rates = (name) => results.get(name).map(({ ms }) => (scenes.length * 1000) / ms);
  const rows = [...results].map(([name, runs]) => {
    const faces = facesOf(runs[0].stdout);
    const recall = recallOf(
      scenes,
      faces.map((list) => list.map(({ box }) => box)),
    );
    return { name, rate: median(rates(name)), recall, boxes: faces.flat().length };
  });
  printTable(
    `${scenes.length} scenes of ${SCENE.width} x ${SCENE.height}, ${args.runs} runs: median (least to most)`,
    ['', 'pictures/s', 'boxes', 'recall'],
    rows.map(({ name, recall, boxes }) => [name, spread(rates(name)), boxes, recall.toFixed(3)]),
    { markdown },
  );
  if (plots !== undefined) {
    await plotBars(join(plots, 'bench-peers.svg'), {
      title: `Pictures per second, ${scenes.length} scenes of ${SCENE.width} x ${SCENE.height}`,
      valueTitle: 'pictures/s',
      bars: rows.map(({ name, rate }) => ({ name, value: rate })),
    });
  }
  const [onnx, , peer] = rows;
  const bars = createBars();
  bars.atLeast('onnx over OpenCV dnn', onnx.rate / peer.rate, 1);
  bars.atLeast('recall, onnx less OpenCV dnn', onnx.recall - peer.recall, 0, 3);
  bars.finish({ markdown });
}

const folder = await mkdtemp(join(tmpdir(), 'maskpred-peers-'));
try {
  await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
