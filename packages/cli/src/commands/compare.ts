import { Option } from '@commander-js/extra-typings';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';

export const registerCompare: RegisterCommand = (program, context) => {
  program
    .command('compare')
    .summary('say whether one of two evaluations is better, and how sure that is')
    .description(
      'Compares two evaluations of the same data, picture by picture, or face by face for scenes: how many both get right, ' +
        "only A, only B, or neither, the difference with its interval, and McNemar's test (exact, two-sided).",
    )
    .argument('<a>', 'folder that evaluate --out wrote, or its predictions.jsonl or findings.jsonl')
    .argument('<b>', 'the other one')
    .addOption(
      new Option('--min-size <px>', 'scenes: leave out faces whose shorter side is below this').argParser(
        numberOption({ min: 0, max: Infinity }),
      ),
    )
    .addOption(new Option('--list', 'list what only one of them gets right'))
    .addOption(new Option('--json', 'print it as one line of JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred evaluate data/test --model old --out old-results', 'A'],
        ['maskpred evaluate data/test --model new --out new-results', 'B'],
        ['maskpred compare old-results new-results --list', 'is the new one better, and where?'],
      ]),
    )
    .action(async (a, b, options) => {
      const { runCompare } = await import('../compare/run-compare.js');
      await runCompare(a, b, options, context);
    });
};
