import { Option } from '@commander-js/extra-typings';
import { numberOption } from '../../number-option.js';
import { formatExamples, type RegisterCommand } from '../command.js';

export const cacheOption = () =>
  new Option('--cache <dir>', 'where fingerprints of pictures are kept for the next run').default(
    '.cache/maskpred',
  );

/** How near-duplicates are found; the defaults are `DUPLICATE_DEFAULTS` of `@maskpred/dataset`, and a test compares them. */
export const distanceOption = () =>
  new Option('--distance <bits>', 'how far perceptual hashes may be apart, 0 to 15')
    .argParser(numberOption({ min: 0, max: 15, isWhole: true }))
    .default(10);

export const registerDedupe: RegisterCommand = (dataset, context) => {
  dataset
    .command('dedupe')
    .summary('find pictures that show the same')
    .description(
      'Finds groups of pictures that are the same file, or the same picture compressed, scaled, recoloured or mirrored. ' +
        'Prints them, the best of each group first: the largest, then the sharpest. Changes nothing without --move-to.',
    )
    .argument('<dir>', 'folder of pictures, at any depth')
    .addOption(distanceOption())
    .addOption(new Option('--no-mirrored', 'mirror images count as different'))
    .addOption(
      new Option('--embed', 'also find crops, with the features of the classifier; slow the first time'),
    )
    .addOption(
      new Option('--move-to <dir>', 'move all but the best of each group there, under the same names'),
    )
    .addOption(new Option('--undo', 'bring back what was moved to the folder of --move-to'))
    .addOption(new Option('--report <file>', 'write a page with the groups side by side'))
    .addOption(new Option('--json', 'one line of JSON a group on stdout').default(undefined))
    .addOption(cacheOption())
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset dedupe data/raw --report groups.html', 'shows the groups, and changes nothing'],
        ['maskpred dataset dedupe data/raw --move-to data/duplicates', 'keeps the best of each group'],
        ['maskpred dataset dedupe data/raw --move-to data/duplicates --undo', 'brings them back'],
        ['maskpred dataset dedupe data/train --embed', 'finds crops of the same shot too'],
      ]),
    )
    .action(async (dir, options) => {
      const { runDedupe } = await import('../../dataset/dedupe/run-dedupe.js');
      await runDedupe(dir, options, context);
    });
};
