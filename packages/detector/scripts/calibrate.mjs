// Fits what the network's raw boxes and scores are adjusted by, and writes scripts/ssd-metadata.json. A fifth of the
// pictures is kept out of every fit; evaluate.mjs measures on these.
//
//   node scripts/calibrate.mjs SCENES [--cache DIR]
//
// The network runs once at each size; what it finds is kept in the cache folder, and the next fit takes seconds.
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULTS } from '@maskpred/detector';
import { evidenceOf, groupCandidates, scoreGroups } from '../dist/ssd-parts.js';
import { readCandidates } from './candidates.mjs';
import { fitLogistic } from './logistic.mjs';
import { iou, matchFaces, measure, readScenes } from './scenes.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: 'string', default: join(tmpdir(), 'maskpred-candidates') },
  },
});
const metadataPath = new URL('ssd-metadata.json', import.meta.url);
/** A detector that looks once is fitted on these sizes together, one that looks twice on its default pair. */
const ONE_LOOK = [384, 448, 512, 576, 640];
const TWO_LOOKS = DEFAULTS.inputSize;
/** Boxes are fitted at the size that the network was trained at. */
const TRAINED_SIZE = 512;
/** Smaller faces than this teach nothing about boxes and scores, pixels. */
const MIN_SIDE = 9;
/** The operating point is chosen on faces of at least this shorter side, pixels. */
const TARGET_SIDE = 24;
/** How much lower precision may be than recall there. */
const LEAN = 0.03;

async function main() {
  const [folder] = positionals;
  if (!folder) throw new Error('Usage: node scripts/calibrate.mjs SCENES [--cache DIR]');
  const scenes = (await readScenes(folder)).filter(({ isHeldOut }) => !isHeldOut);
  const metadata = JSON.parse(await readFile(metadataPath, 'utf8'));
  const boxAdjustment = fitBoxAdjustment(await readLooks(scenes, [TRAINED_SIZE]));
  const groupsAt = async (sizes) =>
    (await readLooks(scenes, sizes)).map((picture) => ({
      ...picture,
      groups: groupCandidates(
        picture.faces.map(({ box, score }) => ({ score, box: adjust(box, boxAdjustment, picture) })),
        metadata.maxOverlap,
      ),
    }));

  const scoring = [];
  const once = [];
  for (const size of ONE_LOOK) once.push(...(await groupsAt([size])));
  for (const grouped of [once, await groupsAt(TWO_LOOKS)]) {
    const fitted = placeOperatingPoint(grouped, fitScoring(grouped));
    scoring.push(fitted);
    report(grouped, fitted);
  }
  const result = `${JSON.stringify({ ...metadata, boxAdjustment, scoring }, null, 2)}\n`;
  await writeFile(metadataPath, result);
  console.log(result);
}

/** The scenes with the raw candidates of all sizes together. */
async function readLooks(scenes, sizes) {
  const looks = [];
  for (const size of sizes) looks.push(await readCandidates(scenes, size, values.cache));
  return scenes.map(({ boxes }, i) => {
    const { width, height } = looks[0][i];
    const faces = looks.flatMap((look) => look[i].faces);
    return { width, height, faces, boxes, scale: sizes[0] / Math.max(width, height) };
  });
}

/** Medians of how far the annotators' edges lie inside the raw boxes, as shares of the box. */
function fitBoxAdjustment(pictures) {
  let adjustment = { left: 0, top: 0, right: 0, bottom: 0 };
  // A few rounds: which box belongs to which annotation depends on the adjustment.
  for (let round = 0; round < 4; round++) {
    const shares = { left: [], top: [], right: [], bottom: [] };
    for (const picture of pictures) {
      const sure = picture.faces.filter(({ score }) => score > 0.3);
      for (const { box } of groupCandidates(sure, 0.5)) {
        if (touchesEdge(box, picture)) continue; // clipped there, so its raw edge is not known
        const adjusted = adjust(box, adjustment, picture);
        const truth = picture.boxes.find((other) => iou(adjusted, other) > 0.4);
        if (!truth || Math.min(truth.width, truth.height) < MIN_SIDE) continue;
        shares.left.push((truth.x - box.x) / box.width);
        shares.top.push((truth.y - box.y) / box.height);
        shares.right.push((box.x + box.width - truth.x - truth.width) / box.width);
        shares.bottom.push((box.y + box.height - truth.y - truth.height) / box.height);
      }
    }
    adjustment = Object.fromEntries(
      Object.entries(shares).map(([edge, list]) => [edge, rounded(median(list))]),
    );
  }
  return adjustment;
}

function fitScoring(grouped) {
  const rows = [];
  const answers = [];
  for (const { groups, boxes, scale } of grouped) {
    const faces = groups.map((group) => ({ ...group, score: group.best }));
    for (const { face, truth, isIgnored } of matchFaces(faces, boxes, MIN_SIDE)) {
      if (isIgnored) continue;
      const evidence = evidenceOf(face, scale);
      rows.push([1, evidence.logit, evidence.support, evidence.size]);
      answers.push(truth >= 0 ? 1 : 0);
    }
  }
  const [bias, logit, support, size] = fitLogistic(rows, answers);
  return { bias, logit, support, size };
}

/**
 * Moves the bias so that a score of 0.5 is the operating point: recall and precision as high as they get together, with
 * precision allowed to lie LEAN lower, since the classifier behind drops false faces but brings no missed one back.
 */
function placeOperatingPoint(grouped, scoring) {
  let best = { worse: 0, shift: 0 };
  for (let shift = -2; shift <= 2; shift += 0.05) {
    const moved = { ...scoring, bias: scoring.bias + shift };
    const { recall, precision } = measure(scored(grouped, moved), TARGET_SIDE, 0.5);
    const worse = Math.min(recall, precision + LEAN);
    if (worse > best.worse) best = { worse, shift };
  }
  console.error(`bias moved by ${best.shift.toFixed(2)}: recall at least ${best.worse.toFixed(3)}`);
  const moved = { ...scoring, bias: scoring.bias + best.shift };
  return Object.fromEntries(Object.entries(moved).map(([name, value]) => [name, rounded(value)]));
}

const scored = (grouped, scoring) =>
  grouped.map(({ groups, boxes, scale }) => ({ boxes, faces: scoreGroups(groups, scoring, scale) }));

function report(grouped, scoring) {
  for (const side of [16, 24, 48]) {
    const { recall, precision, averagePrecision } = measure(scored(grouped, scoring), side, 0.5);
    const figures = [recall, precision, averagePrecision].map((value) => value.toFixed(3));
    console.error(
      `fitted pictures, faces >= ${side} px: recall ${figures[0]}, precision ${figures[1]}, AP ${figures[2]}`,
    );
  }
}

function adjust(box, { left, top, right, bottom }, picture) {
  const x = Math.max(0, box.x + box.width * left);
  const y = Math.max(0, box.y + box.height * top);
  const endX = Math.min(picture.width, box.x + box.width * (1 - right));
  const endY = Math.min(picture.height, box.y + box.height * (1 - bottom));
  return { x, y, width: endX - x, height: endY - y };
}

const touchesEdge = ({ x, y, width, height }, picture) =>
  x <= 0 || y <= 0 || x + width >= picture.width || y + height >= picture.height;

const rounded = (value) => Number(value.toFixed(3));

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

await main();
