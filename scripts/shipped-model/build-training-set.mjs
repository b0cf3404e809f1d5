// Builds the training set of the shipped classifier: an ImageFolder of face crops with a split.json.
//
//   node scripts/shipped-model/build-training-set.mjs --faces <folder> --scenes <folder> --out <folder> [--keep-out 5]
//
// <faces>/<label>/* are face crops; <scenes>/{images,annotations} are photographs with Pascal VOC boxes. Crops are cut with
// the margin that the classifier is told. On bare faces masks worn right and wrong, hands, scarves and cups are drawn.
// --keep-out 20 keeps one group in twenty out of training instead of one in five: few enough for weights that ship.
// --without scenes,not-face,drawn leaves parts out, to see what each is worth.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@maskpred/core';
import { createFaceDetector } from '@maskpred/detector';
import { addFaces } from './faces.mjs';
import { addScenes } from './scenes.mjs';
import { createTrainingSet } from './training-set.mjs';

const { values: args } = parseArgs({
  options: {
    faces: { type: 'string' },
    scenes: { type: 'string' },
    out: { type: 'string' },
    'keep-out': { type: 'string', default: '5' },
    without: { type: 'string', default: '' },
  },
});
if (!args.faces || !args.scenes || !args.out) throw new Error('Give --faces, --scenes and --out.');
const without = new Set(args.without.split(',').filter(Boolean));
const parts = Object.fromEntries(['scenes', 'notFace', 'drawn'].map((part) => [part, !without.has(part)]));
if (without.has('not-face')) parts.notFace = false;

await rm(args.out, { recursive: true, force: true });
const labels = parts.notFace ? ['mask', 'no-mask', 'not-face'] : ['mask', 'no-mask'];
for (const label of labels) await mkdir(join(args.out, label), { recursive: true });

const set = createTrainingSet(args.out, { oneIn: Number(args['keep-out']) });
const random = createRandom(1);
await addFaces(set, args.faces, parts, random, await createFaceDetector({ inputSize: 320 }));
if (parts.scenes)
  await addScenes(set, args.scenes, parts, random, await createFaceDetector({ minScore: 0.05 }));
await set.finish(labels);
