import { Option } from '@commander-js/extra-typings';
import { formatExamples, type RegisterCommand } from '../command.js';
import { FROM_CHOICES } from './convert.js';
import { crawlOption } from './manifest.js';

export const registerStats: RegisterCommand = (dataset, context) => {
  dataset
    .command('stats')
    .summary('what a data set consists of')
    .description(
      'Counts pictures and boxes by label, size, format, source and licence, and measures sharpness and brightness.',
    )
    .argument('<dir>', 'scenes (images/ and annotations/), label folders, or plain pictures')
    .addOption(crawlOption())
    .addOption(
      new Option('--format <name>', 'format of the annotations (default: found out)').choices(FROM_CHOICES),
    )
    .option('--html <file>', 'write a page with charts, too')
    .addOption(new Option('--json', 'print it as JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset stats data/train', 'tables'],
        ['maskpred dataset stats data/raw --html stats.html', 'a page to look at'],
      ]),
    )
    .action(async (dir, options) => {
      const { runStats } = await import('../../dataset/stats/run-stats.js');
      await runStats(dir, options, context);
    });
};
