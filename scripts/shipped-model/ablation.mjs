// What each step of the shipped model's training is worth: six models, each with one step more than the one before, measured on
// the same pictures that were kept out.
//
//   node scripts/shipped-model/ablation.mjs --data <training set> --scenes <folder> --work <folder>
//     [--epochs 15] [--fine-tune 6] [--backbone <folder>] [--engine tensorflow] [--steps 1,2,3,4,5,6]
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { classifyEntries, kindsOf, readBoxes, readSplit, summarise } from './kinds.mjs';
import { cacheOf, shippedSettings, trainWith } from './train-with.mjs';

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    scenes: { type: 'string' },
    work: { type: 'string' },
    epochs: { type: 'string', default: '15' },
    'fine-tune': { type: 'string', default: '6' },
    backbone: { type: 'string' },
    engine: { type: 'string', default: 'tensorflow' },
    steps: { type: 'string', default: '1,2,3,4,5,6' },
  },
});
if (!args.data || !args.scenes || !args.work) throw new Error('Give --data, --scenes and --work.');

const nameOf = (id) => id.slice(id.indexOf('/') + 1);
const isFace = (name) => name.startsWith('face-');
const isBox = (name) => /^scene-.*-box\d+\.png$/.test(name);
const isDrawn = (name) => name.startsWith('drawn-');
const withoutOthers = ({ id, label }) => label !== 'not-face' && !isDrawn(nameOf(id));

const STEPS = [
  { title: 'frozen network, face crops', takes: ({ id }) => isFace(nameOf(id)), variants: 0, fineTune: 0 },
  {
    title: '+ faces of scenes',
    takes: ({ id }) => isFace(nameOf(id)) || isBox(nameOf(id)),
    variants: 0,
    fineTune: 0,
  },
  { title: '+ altered, moved and closer copies', takes: withoutOthers, variants: 1, fineTune: 0 },
  { title: '+ fine-tuning', takes: withoutOthers, variants: 1 },
  { title: '+ not-face', takes: ({ id }) => !isDrawn(nameOf(id)), variants: 1 },
  { title: '+ drawn masks, hands, scarves, cups', takes: () => true, variants: 1 },
];
const COLUMNS = [
  ['faces', ({ right }) => right('face')],
  ['scenes >= 24 px', ({ balanced24 }) => balanced24],
  ['>= 16 px', ({ balanced16 }) => balanced16],
  ['worn wrong', ({ right }) => right('worn wrong')],
  ['drawn: right', ({ right }) => right('drawn right')],
  ['nose out', ({ right }) => right('drawn under-nose')],
  ['on the chin', ({ right }) => right('drawn chin')],
  ['background', ({ right }) => right('background')],
];

const boxes = await readBoxes(args.scenes);
const entries = await readSplit(join(args.data, 'split.json'));
const kept = entries.filter(({ id, part }) => part === 'val' && kindsOf(id, boxes).length > 0);
const twoLabels = join(args.work, 'two-labels');
await rm(twoLabels, { recursive: true, force: true });
await mkdir(twoLabels, { recursive: true });
for (const label of ['mask', 'no-mask']) await symlink(resolve(args.data, label), join(twoLabels, label));

const cent = (share) => (share * 100).toFixed(1);
console.log(`| trained with | ${COLUMNS.map(([name]) => name).join(' | ')} |`);
console.log(`|---|${COLUMNS.map(() => '---|').join('')}`);
for (const number of args.steps.split(',').map(Number)) {
  const { title, takes, ...step } = STEPS[number - 1];
  const used = entries.filter(takes);
  const hasNotFace = used.some(({ label }) => label === 'not-face');
  const out = await trainWith(used, {
    data: hasNotFace ? args.data : twoLabels,
    out: join(args.work, `step-${number}`),
    cache: cacheOf(args.work),
    settings: shippedSettings({ ...args, fineTune: args['fine-tune'], ...step }),
  });
  const summary = summarise(await classifyEntries(out, args.data, kept), boxes);
  const cells = COLUMNS.map(([name, of]) => (name === 'background' && !hasNotFace ? '' : cent(of(summary))));
  console.log(`| ${title} | ${cells.join(' | ')} |`);
}
