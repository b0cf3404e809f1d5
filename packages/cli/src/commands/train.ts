import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { engineOption } from './shared-options.js';

const whole = (min: number, max: number) => numberOption({ min, max, isWhole: true });

function collectPrior(text: string, previous: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, label, share] = /^(.+)=([\d.]+)$/.exec(text) ?? [];
  if (label === undefined || !(Number(share) > 0 && Number(share) < 1)) {
    throw new InvalidArgumentError('It takes a label and its share between 0 and 1, such as not-face=0.12.');
  }
  return { ...previous, [label]: Number(share) };
}

export const registerTrain: RegisterCommand = (program, context) => {
  program
    .command('train')
    .summary('train a classifier on your own face crops')
    .description(
      'Trains a classifier on face crops sorted into one folder a label: <data>/<label>/*.jpg. A split.json in the folder ' +
        'says what is kept out to measure on; else a share of the pictures is. Writes a model folder for --model.',
    )
    .argument('[data]', 'folder of label folders', 'data/train')
    .addOption(new Option('--epochs <n>', 'passes over the pictures').argParser(whole(1, 10_000)).default(50))
    .addOption(
      new Option('--fine-tune <n>', 'epochs of fine-tuning the last blocks after that; slow without a GPU')
        .argParser(whole(0, 1000))
        .default(0),
    )
    .addOption(
      new Option('--val <share>', 'share of the pictures that is kept out, 0 to 0.9')
        .argParser(numberOption({ min: 0, max: 0.9 }))
        .default(0.2),
    )
    .addOption(
      new Option('--variants <n>', 'altered copies of each picture').argParser(whole(0, 100)).default(3),
    )
    .addOption(
      new Option('--seed <n>', 'the same seed and pictures give the same model')
        .argParser(whole(0, 2 ** 31 - 1))
        .default(1),
    )
    .addOption(
      new Option(
        '--prior <label=share>',
        'how often a label comes up in use, such as not-face=0.12; may be repeated (default: all alike)',
      ).argParser(collectPrior),
    )
    .addOption(
      new Option('--backbone <dir>', 'weights to start from: a model folder (default: the model that ships)'),
    )
    .addOption(
      new Option('--out <dir>', 'model folder to write; a model that is there is replaced').default('model'),
    )
    .addOption(
      new Option('--cache <dir>', 'where feature vectors are kept for the next run').default(
        '.cache/maskpred',
      ),
    )
    .addOption(engineOption())
    .addOption(new Option('--json', 'print the metadata of the model as JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred train data/train', 'writes model/'],
        ['maskpred train faces --epochs 100 --out my-model', 'longer, elsewhere'],
        ['maskpred classify new-face.jpg --model my-model', 'uses it'],
      ]),
    )
    .action(async (data, options) => {
      const { runTrain } = await import('../train/run-train.js');
      await runTrain(data, options, context);
    });
};
