import { Option } from '@commander-js/extra-typings';
import { labelsOption, pixelRangeOption } from '../foreign-options.js';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { detectorOption, modelOption } from './shared-options.js';

export const registerWebcam: RegisterCommand = (program, context) => {
  program
    .command('webcam')
    .summary('the webcam app, in your browser')
    .description(
      'Serves the webcam app to this machine and opens it in the browser; Ctrl-C ends it. `maskpred` alone does the same ' +
        'on a terminal. The address is printed to stdout; without a terminal no browser is opened.',
    )
    .addOption(
      new Option(
        '--port <n>',
        'where to listen, 0 for any that is free (default: 4810, or the next free one)',
      ).argParser(numberOption({ min: 0, max: 65535, isWhole: true })),
    )
    .option('--no-open', 'do not open a browser')
    .addOption(modelOption())
    .addOption(labelsOption())
    .addOption(pixelRangeOption())
    .addOption(detectorOption('what finds the faces where the app says SSD'))
    .option('--out <dir>', 'write the app there instead, models included, for any static host')
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred webcam', 'opens the app'],
        ['maskpred webcam --model model', 'with the model that `maskpred train` wrote'],
        ['maskpred webcam --model model --out my-app', 'writes that app, for any static host'],
        ['maskpred webcam --port 8080 --no-open', 'serves it at http://127.0.0.1:8080/'],
      ]),
    )
    .action(async (options) => {
      const { runWebcam } = await import('../webcam/run-webcam.js');
      await runWebcam(options, context);
    });
};
