// Builds the training set of the shipped classifier: an ImageFolder of face crops with a split.json.
//
//   node scripts/shipped-model/build-training-set.mjs --faces <folder> --scenes <folder> --out <folder>
//
// <faces>/<label>/* are face crops; <scenes>/{images,annotations} are photographs with Pascal VOC boxes. Crops are cut
// with the margin that the classifier is told; detections that hit no face and patches of background become `not-face`.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createRandom, cropImage, iou, intersectionArea, boxArea, shorterSide } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { formatSplit, groupDuplicates } from '@maskpred/dataset';
import { readImageFolder, readScenes } from '@maskpred/dataset/node';
import { createFaceDetector } from '@maskpred/detector';

const { values: args } = parseArgs({
  options: { faces: { type: 'string' }, scenes: { type: 'string' }, out: { type: 'string' } },
});
if (!args.faces || !args.scenes || !args.out) throw new Error('Give --faces, --scenes and --out.');

const MARGIN = 0.15;
/** Labels of the scenes; a mask worn wrong does not protect, so it counts as none. */
const LABEL_OF = { mask: 'mask', 'no-mask': 'no-mask', 'incorrect-mask': 'no-mask' };
/** Jittered copies of each box, as detectors miss by a few per cent; the rare worn-wrong faces get more. */
const JITTERED = { mask: 1, 'no-mask': 2, 'incorrect-mask': 5 };
/** Faces smaller than this many pixels are not told apart by eye either. */
const MIN_SIDE = 8;
const BACKGROUND_PATCHES = 3;
/** The likeliest false faces of a scene; the many unlikely ones would drown the rest. */
const FALSE_FACES = 6;

const entries = [];
const partOf = (group) => (createHash('sha256').update(group).digest()[0] % 5 === 0 ? 'val' : 'train');

async function add(label, name, group, image) {
  const file = `${label}/${name}`;
  const path = join(args.out, file);
  if (typeof image === 'string') await copyFile(image, path);
  else {
    const { data, width, height, channels } = image;
    await sharp(data, { raw: { width, height, channels } }).png().toFile(path);
  }
  entries.push({ id: file, group, label, part: partOf(group) });
}

await rm(args.out, { recursive: true, force: true });
for (const label of ['mask', 'no-mask', 'not-face']) await mkdir(join(args.out, label), { recursive: true });

const { samples } = await readImageFolder(args.faces);
const faces = samples.map(({ path, label }) => ({
  path,
  label,
  id: path
    .split(/[\\/]/)
    .at(-1)
    .replace(/\.\w+$/, ''),
}));
const { groups, unread } = await groupDuplicates(
  faces.map(({ path }) => ({ id: path, read: () => readFile(path) })),
);
if (unread.length > 0) throw unread[0].error;
const idOf = new Map(faces.map(({ path, id }) => [path, id]));
const bestOf = new Map(groups.flatMap(({ members }) => members.map(({ id }) => [id, members[0].id])));
for (const { path, label, id } of faces) {
  await add(label, `face-${id}${extname(path)}`, `face-${idOf.get(bestOf.get(path) ?? path)}`, path);
}
console.error(`${faces.length} faces, ${bestOf.size} of them in ${groups.length} groups`);

const detector = await createFaceDetector({ minScore: 0.05 });
const random = createRandom(1);
const jitter = (box, amount) => ({
  x: box.x + box.width * random.between(-amount, amount),
  y: box.y + box.height * random.between(-amount, amount),
  width: box.width * (1 + random.between(-amount, amount)),
  height: box.height * (1 + random.between(-amount, amount)),
});

let scenes = 0;
for (const { image: scene, imagePath } of await readScenes(args.scenes)) {
  const image = await decodeImage(imagePath);
  const group = scene.id;
  const cut = (label, name, box) =>
    add(label, `scene-${scene.id}-${name}.png`, group, cropImage(image, box, MARGIN));

  for (const [i, { box, label }] of scene.annotations.entries()) {
    if (shorterSide(box) < MIN_SIDE) continue;
    await cut(LABEL_OF[label], `box${i}`, box);
    for (let k = 1; k <= JITTERED[label]; k++) await cut(LABEL_OF[label], `box${i}-${k}`, jitter(box, 0.1));
  }

  const detections = await detector.detect(image);
  let falseFaces = 0;
  for (const [i, { box }] of detections.entries()) {
    if (shorterSide(box) < MIN_SIDE) continue;
    const overlaps = scene.annotations.map((a) => iou(a.box, box));
    const best = overlaps.indexOf(Math.max(0, ...overlaps));
    if (best >= 0 && overlaps[best] >= 0.5)
      await cut(LABEL_OF[scene.annotations[best].label], `found${i}`, box);
    else if (Math.max(0, ...overlaps) < 0.15 && falseFaces++ < FALSE_FACES)
      await cut('not-face', `false${i}`, box);
  }

  for (let k = 0; k < BACKGROUND_PATCHES; k++) {
    const side = 16 * (Math.min(image.width, image.height) / 40) ** random.next();
    const box = {
      x: random.between(0, image.width - side),
      y: random.between(0, image.height - side),
      width: side,
      height: side,
    };
    const touches = scene.annotations.some(
      (a) => intersectionArea(a.box, box) > 0.1 * Math.min(boxArea(a.box), boxArea(box)),
    );
    if (!touches) await cut('not-face', `background${k}`, box);
  }
  if (++scenes % 100 === 0) console.error(`${scenes} scenes`);
}
detector.dispose();

entries.sort((a, b) => (a.id < b.id ? -1 : 1));
await writeFile(join(args.out, 'split.json'), formatSplit(entries));
for (const part of ['train', 'val']) {
  const count = (label) => entries.filter((e) => e.part === part && e.label === label).length;
  console.error(
    part,
    Object.fromEntries(['mask', 'no-mask', 'not-face'].map((label) => [label, count(label)])),
  );
}
