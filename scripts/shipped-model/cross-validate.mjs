// How often masks worn wrong are called no-mask by models that have not seen their scene: five folds by scene (and, for other
// faces, by near-duplicate group), each kept out once. To be quick, each fold trains on a share of the other pictures. Run again
// after it was ended, it goes on: models that are in the work folder are not trained again.
//
//   node scripts/shipped-model/cross-validate.mjs --data <training set> --scenes <folder> --work <folder>
//     [--share 0.5] [--epochs 10] [--fine-tune 3] [--backbone <folder>] [--engine tensorflow]
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wilsonInterval } from '@maskpred/core';
import { classifyEntries, kindsOf, readBoxes, readSplit, summarise } from './kinds.mjs';
import { cacheOf, shippedSettings, trainWith } from './train-with.mjs';

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    scenes: { type: 'string' },
    work: { type: 'string' },
    share: { type: 'string', default: '0.5' },
    epochs: { type: 'string', default: '10' },
    'fine-tune': { type: 'string', default: '3' },
    prior: { type: 'string', multiple: true, default: ['mask=0.6', 'not-face=0.18'] },
    backbone: { type: 'string' },
    engine: { type: 'string', default: 'tensorflow' },
  },
});
if (!args.data || !args.scenes || !args.work) throw new Error('Give --data, --scenes and --work.');
const FOLDS = 5;
const byteOf = (text) => createHash('sha256').update(text).digest()[0];
const settings = [
  ...shippedSettings({ ...args, fineTune: args['fine-tune'] }),
  ...args.prior.flatMap((prior) => ['--prior', prior]),
];

const boxes = await readBoxes(args.scenes);
const isBox = ({ id }) => kindsOf(id, boxes).some((kind) => kind === 'worn wrong' || kind.endsWith('16 px'));
/** Scenes' faces are few; of the rest a share is enough. */
const isChosen = ({ id, label }) =>
  (id.includes('/scene-') && label === 'no-mask') || byteOf(id) < 256 * Number(args.share);

const entries = await readSplit(join(args.data, 'split.json'));
const answers = [];
for (let fold = 0; fold < FOLDS; fold++) {
  const parts = entries
    .map((entry) => ({ ...entry, part: byteOf(entry.group) % FOLDS === fold ? 'val' : 'train' }))
    .filter((entry) => isChosen(entry) || (entry.part === 'val' && isBox(entry)));
  const out = join(args.work, `fold-${fold}`);
  if (!existsSync(join(out, 'model.json')))
    await trainWith(parts, { data: args.data, out, cache: cacheOf(args.work), settings });
  const kept = parts.filter((entry) => entry.part === 'val' && isBox(entry));
  answers.push(...(await classifyEntries(out, args.data, kept)));
  print(`after fold ${fold + 1} of ${FOLDS}`);
}

function print(title) {
  const { tally, balanced24, balanced16 } = summarise(answers, boxes);
  const { hits, size } = tally.get('worn wrong');
  const { low, high } = wilsonInterval(hits, size);
  const cent = (share) => `${(share * 100).toFixed(1)} %`;
  console.log(
    `${title}: worn wrong called no-mask ${hits} of ${size}, ${cent(hits / size)} (${cent(low)} to ${cent(high)}); ` +
      `mask and bare balanced ${cent(balanced24)} from 24 px, ${cent(balanced16)} from 16 px`,
  );
}
