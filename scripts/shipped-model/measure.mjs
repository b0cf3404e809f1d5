// How a model does on each kind of picture that was kept out: the table of the model card.
//
//   node scripts/shipped-model/measure.mjs --model <folder> --data <training set> --scenes <folder> [--split <file>]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { classifyEntries, readBoxes, readSplit, summarise } from './kinds.mjs';

const { values: args } = parseArgs({
  options: {
    model: { type: 'string', default: 'packages/classifier/model' },
    data: { type: 'string' },
    scenes: { type: 'string' },
    split: { type: 'string' },
    engine: { type: 'string', default: 'auto' },
  },
});
if (!args.data || !args.scenes) throw new Error('Give --data and --scenes.');

const boxes = await readBoxes(args.scenes);
const entries = (await readSplit(args.split ?? join(args.data, 'split.json'))).filter(
  ({ part }) => part === 'val',
);
const answers = await classifyEntries(args.model, args.data, entries, args.engine);
const { tally, right, balanced24, balanced16, ece } = summarise(answers, boxes);

const cent = (share) => `${(share * 100).toFixed(1)} %`;
console.log('| | right | pictures |\n|---|---|---|');
for (const kind of [...tally.keys()].filter((name) => name !== 'lost').sort())
  console.log(`| ${kind} | ${cent(right(kind))} | ${tally.get(kind).size} |`);
console.log(`| mask and bare in scenes, balanced, from 24 px | ${cent(balanced24)} | |`);
console.log(`| the same from 16 px | ${cent(balanced16)} | |`);
console.log(
  `| real faces called not-face | ${(right('lost') * 100).toFixed(2)} % | ${tally.get('lost').size} |`,
);
console.log(`\nExpected calibration error ${ece.toFixed(4)} over ${answers.length} pictures.`);
