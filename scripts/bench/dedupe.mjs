// Near-duplicates: 10,000 picture files made from real photographs, with nothing known of them and with fingerprints
// cached; how right the groups are; and how the search grows, against comparing every hash with every other.
//
//   node scripts/bench/dedupe.mjs [--pictures 10000]
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createRandom, cropImage, iou, resizeImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import {
  DUPLICATE_DEFAULTS,
  fingerprintPicture,
  groupDuplicates,
  groupFingerprints,
} from '@maskpred/dataset';
import { openFingerprintCache } from '@maskpred/dataset/node';

const { values: args } = parseArgs({ options: { pictures: { type: 'string', default: '10000' } } });
const count = Number(args.pictures);
/** Bars of the project. */
const MAX_CACHED_SECONDS = 300;
const MIN_PRECISION = 0.98;
const MIN_RECALL = 0.95;
/** The search over eight times the pictures takes at most this often the time; quadratic would be 64. */
const MAX_GROWTH = 16;

const demo = createRequire(import.meta.url)
  .resolve('@vladmandic/face-api/package.json')
  .replace('package.json', 'demo/');
const photographs = [];
for (let i = 1; i <= 6; i++) photographs.push(await decodeImage(`${demo}sample${i}.jpg`));
const random = createRandom(1);
const quarter = (value) => Math.max(1, Math.round(value / 4));

/** A window of one of the photographs: every one is another picture. */
function cutWindow(side) {
  const photograph = random.int(0, 5);
  const photo = photographs[photograph];
  const width = photo.width * random.between(0.15, 0.45);
  const height = photo.height * random.between(0.15, 0.45);
  const box = {
    x: random.between(0, photo.width - width),
    y: random.between(0, photo.height - height),
    width,
    height,
  };
  const crop = cropImage(photo, box, 0);
  const image = resizeImage(crop, side, Math.round((side * crop.height) / crop.width));
  return { image, photograph, box };
}
const encode = ({ data, width, height }) => sharp(data, { raw: { width, height, channels: 3 } });

const CHANGES = [
  (picture) => encode(picture).jpeg({ quality: random.int(25, 60) }),
  (picture) => encode(picture).resize(quarter(picture.width), quarter(picture.height)).jpeg({ quality: 85 }),
  (picture) =>
    encode(picture)
      .modulate({ hue: random.int(-40, 40), saturation: random.between(0, 1.6) })
      .jpeg(),
  (picture) => encode(picture).linear(random.between(0.7, 1.2), random.between(-15, 15)).jpeg(),
  (picture) => encode(picture).flop().jpeg({ quality: 80 }),
];

/** Two fifths of the pictures are made from windows, the others from those by a change. */
async function makePictures(folder) {
  const pictures = [];
  const originals = [];
  for (let i = 0; i < count; i++) {
    const isOriginal = i < count * 0.4;
    const source = isOriginal ? i : random.int(0, originals.length - 1);
    if (isOriginal) originals.push(cutWindow(160));
    const change = isOriginal
      ? (picture) => encode(picture).jpeg({ quality: 95 })
      : CHANGES[i % CHANGES.length];
    const path = join(folder, `${String(i).padStart(6, '0')}.jpg`);
    await writeFile(path, await change(originals[source].image).toBuffer());
    const { size, mtimeMs } = await stat(path);
    pictures.push({ id: path, source, cacheKey: `${path}|${size}|${mtimeMs}`, read: () => readFile(path) });
  }
  return { pictures, originals };
}

async function time(what, work) {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${what}: ${seconds.toFixed(1)} s`);
  return { seconds, result };
}

/** Two windows that show for the most part the same: whether they count as one picture is a matter of taste. */
const isSameView = (a, b) => a.photograph === b.photograph && iou(a.box, b.box) > 0.5;

/** Precision of the pairs in one group, and the share of changed pictures that stand with what they were made from. */
function rate({ pictures, originals }, groups) {
  const sourceOf = new Map(pictures.map(({ id, source }) => [id, source]));
  const groupOf = new Map(groups.flatMap((group) => group.members.map(({ id }) => [id, group])));
  let [right, pairs] = [0, 0];
  for (const { members } of groups) {
    members.forEach((a, i) => {
      for (const b of members.slice(i + 1)) {
        const [one, other] = [sourceOf.get(a.id), sourceOf.get(b.id)];
        if (one !== other && isSameView(originals[one], originals[other])) continue;
        pairs++;
        if (one === other) right++;
      }
    });
  }
  const changed = pictures.filter(({ source }, i) => i !== source);
  const found = changed.filter(
    ({ id, source }) => groupOf.has(id) && groupOf.get(id) === groupOf.get(pictures[source].id),
  );
  return { precision: right / pairs, recall: found.length / changed.length };
}

/** Milliseconds of this process, whatever else the machine does. */
async function cpuTime(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Every hash and every mirrored hash with every other. */
function compareAll(prints) {
  const halves = (key, from) =>
    Uint32Array.from(prints, ({ fingerprint }) => parseInt(fingerprint[key].slice(from, from + 8), 16));
  const [high, low] = [halves('hash', 0), halves('hash', 8)];
  const [mirroredHigh, mirroredLow] = [halves('mirroredHash', 0), halves('mirroredHash', 8)];
  const bits = (value) => {
    value -= (value >>> 1) & 0x55555555;
    value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
    return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  };
  let near = 0;
  for (let i = 0; i < prints.length; i++) {
    for (let j = 0; j < i; j++) {
      if (bits(high[i] ^ high[j]) + bits(low[i] ^ low[j]) <= DUPLICATE_DEFAULTS.maxDistance) near++;
      if (bits(mirroredHigh[i] ^ high[j]) + bits(mirroredLow[i] ^ low[j]) <= DUPLICATE_DEFAULTS.maxDistance)
        near++;
    }
  }
  return near;
}

const folder = await mkdtemp(join(tmpdir(), 'maskpred bench-'));
try {
  const { result: made } = await time(`making ${count.toLocaleString('en')} pictures`, () =>
    makePictures(folder),
  );
  const run = async () =>
    groupDuplicates(made.pictures, { fingerprints: await openFingerprintCache(join(folder, 'cache')) });
  const cold = await time('dedupe, nothing cached', run);
  const cached = await time('dedupe, fingerprints cached', run);
  const { precision, recall } = rate(made, cached.result.groups);
  console.log(`ratio cached / not cached ${(cached.seconds / cold.seconds).toFixed(3)}`);
  console.log(
    `precision ${precision.toFixed(4)} (at least ${MIN_PRECISION}), recall ${recall.toFixed(4)} (at least ${MIN_RECALL})`,
  );

  // twice the pictures, from memory: what is timed from here on is the search alone
  const prints = [];
  for (let i = 0; i < 2 * count; i++) {
    prints.push({ id: String(i), fingerprint: fingerprintPicture(cutWindow(48).image, `sha256 of ${i}`) });
  }
  const times = [];
  for (const share of [0.125, 0.25, 0.5, 1]) {
    const some = prints.slice(0, prints.length * share);
    const ours = await cpuTime(() => groupFingerprints(some));
    const all = await cpuTime(() => compareAll(some));
    times.push(ours);
    console.log(
      `search among ${String(some.length).padStart(6)}: groups with pixels compared ${ours.toFixed(0)} ms, ` +
        `all hashes with all ${all.toFixed(0)} ms, ratio ${(ours / all).toFixed(2)}`,
    );
  }
  const growth = times.at(-1) / times[0];
  console.log(
    `eight times the pictures take ${growth.toFixed(1)} times as long (at most ${MAX_GROWTH}; quadratic: 64)`,
  );
  console.log(`cached ${cached.seconds.toFixed(1)} s (at most ${MAX_CACHED_SECONDS})`);
  const failed =
    cached.seconds > MAX_CACHED_SECONDS ||
    growth > MAX_GROWTH ||
    precision < MIN_PRECISION ||
    recall < MIN_RECALL;
  process.exitCode = failed ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
