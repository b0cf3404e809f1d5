// Conversion: 100,000 boxes from Pascal VOC to COCO and back, with every check, against a plain converter that checks
// nothing (fast-xml-parser, JSON.stringify, one file after the other). Each picture is there, so that its header is read.
//
//   node scripts/bench/convert.mjs [--boxes 100000]
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { createRandom } from '@maskpred/core';
import { formatVoc } from '@maskpred/dataset';
import { readDataset, writeDataset } from '@maskpred/dataset/node';

/** Seconds and bytes of issue 3's bar. */
const MAX_SECONDS = 60;
const MAX_BYTES = 1e9;
const BOXES_A_PICTURE = 4;

const { values: args } = parseArgs({ options: { boxes: { type: 'string', default: '100000' } } });
const boxes = Number(args.boxes);
const folder = await mkdtemp(join(tmpdir(), 'maskpred-bench-'));
let peak = 0;
const watch = globalThis.setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);

try {
  const source = join(folder, 'voc');
  const { length } = await makeScenes(source);
  console.log(`${boxes} boxes of ${length} pictures, VOC to COCO to VOC`);

  const plain = await time(() => convertPlainly(source));
  console.log(
    `plain, no checks, no sync: ${plain.seconds.toFixed(1)} s, ${plain.cpu.toFixed(1)} s of processor`,
  );

  peak = 0;
  let there;
  let back;
  const { seconds, cpu } = await time(async () => {
    const voc = await readDataset(source, { format: 'voc' });
    await writeDataset(join(folder, 'coco'), voc.dataset, {
      format: 'coco',
      images: 'link',
      imagePaths: voc.imagePaths,
    });
    there = voc.dataset;
    const coco = await readDataset(join(folder, 'coco'), { format: 'coco' });
    await writeDataset(join(folder, 'back'), coco.dataset, {
      format: 'voc',
      images: 'link',
      imagePaths: coco.imagePaths,
    });
    back = coco.dataset;
  });
  const isSame = JSON.stringify(there) === JSON.stringify(back) && there.images.length === length;
  console.log(
    `maskpred: ${seconds.toFixed(1)} s (at most ${MAX_SECONDS}), ${cpu.toFixed(1)} s of processor, RSS at most ${(peak / 1e6).toFixed(0)} MB (at most 1000)`,
  );
  console.log(
    `ratio to plain ${(seconds / plain.seconds).toFixed(2)}, of processor ${(cpu / plain.cpu).toFixed(2)}; what came back is ${isSame ? 'the same' : 'NOT the same'}`,
  );
  process.exitCode = seconds > MAX_SECONDS || peak > MAX_BYTES || !isSame ? 1 : 0;
} finally {
  globalThis.clearInterval(watch);
  await rm(folder, { recursive: true, force: true });
}

/** Seconds of the clock and of the processor; on a busy machine only the second says what the work takes. */
async function time(work) {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

/** Scenes with random boxes; the pictures are one photograph under many names. */
async function makeScenes(target) {
  const photograph = createRequire(import.meta.url)
    .resolve('@vladmandic/face-api/package.json')
    .replace('package.json', 'demo/sample1.jpg');
  const [width, height] = [1920, 1280];
  const random = createRandom(1);
  const pick = (min, max) => min + Math.floor(random.next() * (max - min));
  await mkdir(join(target, 'annotations'), { recursive: true });
  await mkdir(join(target, 'images'));
  const names = Array.from(
    { length: Math.ceil(boxes / BOXES_A_PICTURE) },
    (_, i) => `scene-${String(i).padStart(6, '0')}`,
  );
  let original;
  for (const [index, name] of names.entries()) {
    const annotations = Array.from({ length: BOXES_A_PICTURE }, () => ({
      box: { x: pick(0, 1500), y: pick(0, 900), width: pick(8, 300), height: pick(8, 300) },
      label: ['mask', 'no-mask'][pick(0, 2)],
    }));
    const image = { id: name, fileName: `${name}.jpg`, width, height, annotations };
    await writeFile(join(target, 'annotations', `${name}.xml`), formatVoc(image));
    const picture = join(target, 'images', `${name}.jpg`);
    if (index % 1000 === 0)
      await writeFile((original = picture), await readFile(photograph)); // file systems limit links
    else await link(original, picture);
  }
  return names;
}

/** What a short script does: parse, rename the fields, write. */
async function convertPlainly(source) {
  const parser = new XMLParser({ isArray: (name) => name === 'object' });
  const images = [];
  const annotations = [];
  for (const name of await readdir(join(source, 'annotations'))) {
    const { annotation } = parser.parse(await readFile(join(source, 'annotations', name), 'utf8'));
    images.push({ id: images.length + 1, file_name: annotation.filename, ...annotation.size });
    for (const { name: label, bndbox } of annotation.object ?? []) {
      const { xmin, ymin, xmax, ymax } = bndbox;
      annotations.push({
        id: annotations.length + 1,
        image_id: images.length,
        label,
        bbox: [xmin, ymin, xmax - xmin, ymax - ymin],
      });
    }
  }
  const file = join(folder, 'plain.json');
  await writeFile(file, JSON.stringify({ images, annotations }));

  const coco = JSON.parse(await readFile(file, 'utf8'));
  const target = join(folder, 'plain');
  await mkdir(target);
  const byImage = groupById(coco.annotations);
  const builder = new XMLBuilder({ format: true });
  for (const { id, file_name: filename, width, height } of coco.images) {
    const object = (byImage.get(id) ?? []).map(({ label, bbox: [x, y, w, h] }) => ({
      name: label,
      bndbox: { xmin: x, ymin: y, xmax: x + w, ymax: y + h },
    }));
    await writeFile(
      join(target, `${filename}.xml`),
      builder.build({ annotation: { filename, size: { width, height }, object } }),
    );
  }
}

function groupById(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.image_id, [...(groups.get(entry.image_id) ?? []), entry]);
  return groups;
}
