import { labelsOption, pixelRangeOption } from '../foreign-options.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { concurrencyOption, engineOption, jsonOption, modelOption, PATHS_HELP } from './shared-options.js';

export const registerClassify: RegisterCommand = (program, context) => {
  program
    .command('classify')
    .summary('label pictures that are face crops already')
    .description('Labels pictures that are face crops already: the whole picture is the crop.')
    .argument('[path...]', PATHS_HELP)
    .addOption(jsonOption())
    .addOption(modelOption())
    .addOption(labelsOption())
    .addOption(pixelRangeOption())
    .addOption(engineOption())
    .addOption(concurrencyOption(64))
    .option('--resume <file>', 'add results to this file of JSON lines, and skip pictures that it answers')
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred classify face.jpg', 'its label and scores'],
        ['maskpred classify faces --json', 'one line of JSON a picture'],
        ['maskpred classify faces --resume labels.jsonl', 'goes on where it was stopped'],
      ]),
    )
    .action(async (paths, options) => {
      const { runClassify } = await import('../run-classify.js');
      await runClassify(paths, options, context);
    });
};
