import { Option } from '@commander-js/extra-typings';
import { numberOption } from '../../number-option.js';
import { formatExamples, type RegisterCommand } from '../command.js';
import { collect } from '../shared-options.js';

export const registerRebuild: RegisterCommand = (dataset, context) => {
  dataset
    .command('rebuild')
    .summary('fetch the pictures of a shared data set again')
    .description(
      'Fetches every picture of a file that "dataset manifest" wrote, verifies it, and writes it with its annotations or ' +
        'crops. Says which addresses are gone or show something else by now. Pictures that are there already are not ' +
        'fetched again.',
    )
    .argument('<manifest>', 'the file that "dataset manifest" wrote')
    .requiredOption('--out <dir>', 'folder to build the data set in')
    .addOption(
      new Option(
        '--accept-similar',
        'also take pictures that look the same but are another size or compression',
      ),
    )
    .addOption(
      new Option('--concurrency <n>', 'pictures at a time; one at a time from a host, whatever this says')
        .argParser(numberOption({ min: 1, max: 64, isWhole: true }))
        .default(4),
    )
    .addOption(
      new Option(
        '--allow-host <host>',
        'a host in a private network that may be asked; may be repeated',
      ).argParser(collect),
    )
    .addOption(new Option('--contact <mail or page>', 'who runs this, for the servers that are asked'))
    .addOption(new Option('--json', 'one line of JSON a picture on stdout').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset rebuild faces.jsonl --out data/train', 'fetches, verifies, cuts the faces'],
        ['maskpred dataset rebuild faces.jsonl --out data/train --json > fate.jsonl', 'what became of each'],
      ]),
    )
    .action(async (manifest, options) => {
      const { runRebuild } = await import('../../dataset/sharing/run-rebuild.js');
      await runRebuild(manifest, options, context);
    });
};
