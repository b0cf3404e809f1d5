// Face detectors that can be had from npm, on the same scenes with bare faces and once more with a mask drawn on each face:
// how many of the faces each finds, how many boxes hit none, and the time a picture on one thread of WASM. In turns.
//
//   node scripts/bench/detectors.mjs [--scenes 120] [--markdown] [--plots dir]
//
// The peers are installed in .cache/peers on the first run. The faces are those that our detector finds in the six whole
// photographs (all that are there, looked at one by one); on a scene each detector is on its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPeers, versionOf } from './peers/install.mjs';
import { plotBars } from './shared/plot.mjs';
import { createBars, describeMachine, median, printTable } from './shared/report.mjs';
import { findPhotographFaces, SCENE, writeMaskedPhotographs, writeScenes } from './shared/scenes.mjs';

const { values: args } = parseArgs({
  options: {
    scenes: { type: 'string', default: '120' },
    markdown: { type: 'boolean', default: false },
    plots: { type: 'string' },
  },
});
const NAMES = ['maskpred', 'maskpred, 320 px', 'face-api, SSD', 'face-api, tiny', 'human, BlazeFace'];
/** Detectors draw boxes of other sizes: one has to cover half of the face, and to be no larger than so many of it. */
const LARGEST_BOX = 6;

async function start(name, peers) {
  const child = fork(fileURLToPath(new URL('./peers/detector.mjs', import.meta.url)), [name, peers]);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${name} does not start: see above.`))),
  ]);
  return {
    name,
    async detect(path) {
      child.send(path);
      const [answer] = await once(child, 'message');
      return answer;
    },
    stop: () => child.send(null),
  };
}

const area = ({ width, height }) => width * height;

function common(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** How many of the faces have a box of their own, and how many boxes are of none, not even of one that the edge cuts. */
function match({ faces, cutFaces }, boxes) {
  const left = new Set(boxes);
  let hits = 0;
  for (const face of faces) {
    const fits = [...left].filter(
      (box) => common(face, box) >= area(face) / 2 && area(box) <= LARGEST_BOX * area(face),
    );
    if (fits.length === 0) continue;
    left.delete(fits.reduce((best, box) => (common(face, box) > common(face, best) ? box : best)));
    hits++;
  }
  const stray = [...left].filter((box) => cutFaces.every((face) => common(face, box) === 0));
  return { hits, stray: stray.length };
}

/** What each detector makes of the scenes, picture by picture in turns. */
async function race(detectors, scenes) {
  const results = new Map(detectors.map(({ name }) => [name, { hits: 0, stray: 0, times: [] }]));
  for (const scene of scenes) {
    for (const { name, detect } of detectors) {
      const result = results.get(name);
      const { boxes, ms } = await detect(scene.path);
      const { hits, stray } = match(scene, boxes);
      result.hits += hits;
      result.stray += stray;
      result.times.push(ms);
    }
  }
  return results;
}

async function main(folder) {
  const { markdown, plots } = args;
  const peers = await installPeers();
  console.log(
    describeMachine({
      'face-api': versionOf('@vladmandic/face-api'),
      human: versionOf('@vladmandic/human'),
    }),
  );
  const faces = await findPhotographFaces();
  const count = Number(args.scenes);
  const bare = await writeScenes(join(folder, 'bare'), { count, faces });
  const photographs = await writeMaskedPhotographs(join(folder, 'photographs'), faces);
  const masked = await writeScenes(join(folder, 'masked'), { count, faces, photographs });

  const detectors = [];
  for (const name of NAMES) detectors.push(await start(name, peers));
  await race(detectors, bare.slice(0, 3)); // to warm up
  const [onBare, onMasked] = [await race(detectors, bare), await race(detectors, masked)];
  for (const detector of detectors) detector.stop();

  const all = bare.flatMap((scene) => scene.faces).length;
  const percent = (hits) => `${((100 * hits) / all).toFixed(1)} %`;
  const times = (name) => [...onBare.get(name).times, ...onMasked.get(name).times];
  const own = median(times('maskpred'));
  printTable(
    `${count} scenes of ${SCENE.width} x ${SCENE.height} with ${all} faces, bare and with masks drawn on`,
    ['detector', 'bare faces found', 'masked faces found', 'boxes of no face', 'ms a picture', 'x ours'],
    NAMES.map((name) => [
      name,
      percent(onBare.get(name).hits),
      percent(onMasked.get(name).hits),
      onBare.get(name).stray + onMasked.get(name).stray,
      median(times(name)).toFixed(0),
      (median(times(name)) / own).toFixed(2),
    ]),
    { markdown },
  );
  if (plots !== undefined) {
    await plotBars(join(plots, 'bench-detectors.svg'), {
      title: `Masked faces found, of ${all}`,
      valueTitle: 'per cent',
      bars: NAMES.map((name) => ({ name, value: (100 * onMasked.get(name).hits) / all })),
    });
  }
  const bars = createBars();
  const best = Math.max(...NAMES.slice(2).map((name) => onMasked.get(name).hits));
  bars.atLeast(
    'masked faces found, less those of the best peer',
    (onMasked.get('maskpred').hits - best) / all,
    0,
    3,
  );
  bars.finish({ markdown });
}

const folder = await mkdtemp(join(tmpdir(), 'maskpred-detectors-'));
try {
  await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
