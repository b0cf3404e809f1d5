// Measures the detector as it ships on a folder of scenes (images/, annotations/*.xml): by default on the fifth of the
// pictures that no constant was fitted on. Prints a Markdown table; with --out it writes the boxes as JSON lines.
//
//   node scripts/evaluate.mjs SCENES [--sizes 512,576+320] [--part held-out|all] [--min-score 0.5] [--model DIR]
//     [--engine wasm] [--int8] [--out DIR]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeImage } from '@maskpred/core/node';
import { createSsdDetector, DEFAULTS } from '@maskpred/detector';
import { measure, readScenes } from './scenes.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: DEFAULTS.inputSize.join('+') },
    part: { type: 'string', default: 'held-out' },
    'min-score': { type: 'string', default: String(DEFAULTS.minScore) },
    model: { type: 'string' },
    engine: { type: 'string', default: 'wasm' },
    int8: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
/** Shorter sides by which faces are reported, pixels. */
const SIDES = [16, 24, 48];
/** Average precision is ranked from this score. */
const LOWEST_SCORE = 0.05;

async function main() {
  const [folder] = positionals;
  if (!folder) throw new Error('Usage: node scripts/evaluate.mjs SCENES [--sizes 512,576+320] [--out DIR]');
  const scenes = (await readScenes(folder)).filter(({ isHeldOut }) => values.part === 'all' || isHeldOut);
  const faces = SIDES.map((side) => `>= ${side} px: recall / precision / AP`);
  console.log(`${scenes.length} pictures, scores >= ${values['min-score']}\n`);
  console.log(`| input | ms a picture | ${faces.join(' | ')} |`);
  console.log(`|---|---|${SIDES.map(() => '---').join('|')}|`);
  for (const size of values.sizes.split(',')) {
    const { results, milliseconds } = await detectAll(scenes, size.split('+').map(Number));
    const cells = SIDES.map((side) => {
      const { recall, precision, averagePrecision } = measure(results, side, Number(values['min-score']));
      return [recall, precision, averagePrecision].map((value) => value.toFixed(3)).join(' / ');
    });
    console.log(`| ${size} | ${Math.round(milliseconds)} | ${cells.join(' | ')} |`);
    if (values.out) await writeLines(values.out, size, results);
  }
}

/** The faces of each scene; `milliseconds` is the median processor time of `detect` on decoded pixels. */
async function detectAll(scenes, inputSize) {
  const detector = await createSsdDetector({
    inputSize,
    minScore: LOWEST_SCORE,
    engine: values.engine,
    int8: values.int8,
    ...(values.model === undefined ? {} : { model: values.model }),
  });
  const results = [];
  const times = [];
  for (const { id, path, boxes } of scenes) {
    const image = await decodeImage(path);
    const start = process.cpuUsage(); // unlike the clock it does not count what other processes take
    const faces = await detector.detect(image);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
    results.push({ id, path, boxes, faces });
  }
  detector.dispose();
  times.sort((a, b) => a - b);
  return { results, milliseconds: times[Math.floor(times.length / 2)] };
}

async function writeLines(folder, size, results) {
  await mkdir(folder, { recursive: true });
  const lines = results.map(({ path, faces }) => JSON.stringify({ image: path, faces }));
  await writeFile(join(folder, `faces-${size}.jsonl`), `${lines.join('\n')}\n`);
}

await main();
