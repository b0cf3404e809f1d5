import { Option } from '@commander-js/extra-typings';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';

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
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred webcam', 'opens the app'],
        ['maskpred webcam --port 8080 --no-open', 'serves it at http://127.0.0.1:8080/'],
      ]),
    )
    .action(async (options) => {
      const { runWebcam } = await import('../webcam/run-webcam.js');
      await runWebcam(options, context);
    });
};
