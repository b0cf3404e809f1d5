import { Option } from '@commander-js/extra-typings';
import { formatExamples, type RegisterCommand } from '../command.js';
import { crawlOption } from './manifest.js';

/** `CREDITS_FORMATS` of `@maskpred/dataset`; a test compares them. */
export const CREDITS_FORMAT_CHOICES = ['markdown', 'text'] as const;

export const registerCredits: RegisterCommand = (dataset, context) => {
  dataset
    .command('credits')
    .summary("write the attribution that the pictures' licences ask for")
    .description(
      'Writes title, creator, source and licence of each picture, and says whether the licences let the set be published. ' +
        'Ends with status 3 when they do not: a licence that is unknown, only claimed, or forbids crops.',
    )
    .argument('<dir>', 'folder of a data set, or the file that "dataset manifest" wrote')
    .addOption(crawlOption())
    .option('--out <file>', 'file to write (default: stdout)')
    .addOption(
      new Option('--format <kind>', 'how to write it').choices(CREDITS_FORMAT_CHOICES).default('markdown'),
    )
    .addOption(new Option('--accept-claimed', 'count licences that only a search filter or a list claims'))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset credits data/raw --out CREDITS.md', 'of a crawl'],
        ['maskpred dataset credits data/train --crawl data/raw', 'of the faces cut from it'],
      ]) +
        '\n\nA licence covers the photograph, not the rights of the people on it. This is no legal advice.',
    )
    .action(async (dir, options) => {
      const { runCredits } = await import('../../dataset/sharing/run-credits.js');
      await runCredits(dir, options, context);
    });
};
