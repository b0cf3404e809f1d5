import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Grouping } from '../../dataset/split/find-groups.js';
import { numberOption } from '../../number-option.js';
import { formatExamples, type RegisterCommand } from '../command.js';
import { cacheOption, distanceOption } from './dedupe.js';
import { crawlOption } from './manifest.js';

const GROUPINGS: readonly Grouping[] = ['near', 'source', 'page'];

function parseGroupings(text: string): readonly Grouping[] {
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  const groupings = GROUPINGS.filter((grouping) => names.includes(grouping));
  if (groupings.length !== names.length) {
    throw new InvalidArgumentError(`It takes ${GROUPINGS.join(', ')} with commas between them, or none.`);
  }
  return groupings;
}

const share = numberOption({ min: 0.01, max: 0.99 });

export const registerSplit: RegisterCommand = (dataset, context) => {
  dataset
    .command('split')
    .summary('share a data set out into training and validation, without leaks')
    .description(
      'Writes <dir>/split.json, which says of every picture in which part it stands; "maskpred train" honours it. Pictures ' +
        'that belong together stay together, and each label is shared out alike. Where there is a split.json already, its ' +
        'pictures keep their part and new ones fill up the ratio.',
    )
    .argument('<dir>', 'label folders with pictures, or scenes (images/ and annotations/)')
    .addOption(
      new Option('--ratio <share>', 'share of the part "train"; the rest is "val"')
        .argParser(share)
        .default(0.8),
    )
    .addOption(new Option('--test <share>', 'share of a third part "test" (default: none)').argParser(share))
    .addOption(
      new Option('--seed <n>', 'the same pictures, seed and earlier split give the same split')
        .argParser(numberOption({ min: 0, max: 2 ** 31 - 1, isWhole: true }))
        .default(1),
    )
    .addOption(
      new Option(
        '--groups <kinds>',
        'what belongs together: near (near-duplicates), source (cut from one picture, by crops.jsonl), page (of one page, by the manifest.jsonl of a crawl); or none',
      )
        .argParser(parseGroupings)
        .default(GROUPINGS, GROUPINGS.join(',')),
    )
    .addOption(
      new Option('--groups-file <file>', 'groups of your own: path below <dir>, tab, name of the group'),
    )
    .addOption(crawlOption())
    .addOption(distanceOption())
    .addOption(
      new Option('--copy <dir>', 'also copy the pictures to <dir>/<part>/…').conflicts(['link', 'list']),
    )
    .addOption(new Option('--link <dir>', 'also link them there').conflicts(['copy', 'list']))
    .addOption(
      new Option('--list <dir>', 'also list their paths in <dir>/<part>.txt').conflicts(['copy', 'link']),
    )
    .addOption(new Option('--fresh', 'forget the split.json that is there'))
    .addOption(cacheOption())
    .addOption(new Option('--json', 'print the counts as JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset split data/train', 'writes data/train/split.json'],
        ['maskpred dataset split data/train --crawl data/raw', 'keeps the pictures of one page together'],
        ['maskpred dataset split scenes --ratio 0.7 --test 0.1 --copy parts', 'three parts, in folders'],
      ]),
    )
    .action(async (dir, options) => {
      const { runSplit } = await import('../../dataset/split/run-split.js');
      await runSplit(dir, options, context);
    });
};
