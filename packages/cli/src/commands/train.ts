import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { engineOption } from './shared-options.js';

const rate = numberOption({ min: 1e-9, max: 1 });
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
        'says what is kept out to measure on; else a share of the pictures is, near-duplicates together. Writes a model ' +
        'folder for --model, with a report. Ctrl-C keeps the best model so far, and the same command goes on from there.',
    )
    .argument('[data]', 'folder of label folders', 'data/train')
    .addOption(new Option('--epochs <n>', 'passes over the pictures').argParser(whole(1, 10_000)).default(50))
    .addOption(
      new Option('--fine-tune <n>', 'epochs of fine-tuning the last blocks after that; slow without a GPU')
        .argParser(whole(0, 1000))
        .default(0),
    )
    .addOption(
      new Option(
        '--fine-tune-from <block>',
        'first block of MobileNetV2 that it changes; 0 is the whole network',
      )
        .argParser(whole(0, 16))
        .default(14),
    )
    .addOption(
      new Option('--val <share>', 'share of the pictures that is kept out, 0 to 0.9')
        .argParser(numberOption({ min: 0, max: 0.9 }))
        .default(0.2),
    )
    .addOption(new Option('--split <file>', 'what is kept out (default: split.json of the folder, if there)'))
    .addOption(
      new Option('--variants <n>', 'altered copies of each picture').argParser(whole(0, 100)).default(3),
    )
    .addOption(
      new Option('--seed <n>', 'the same seed and pictures give the same model')
        .argParser(whole(0, 2 ** 31 - 1))
        .default(1),
    )
    .addOption(
      new Option('--balance <how>', 'what is done about labels with fewer pictures')
        .choices(['sampling', 'weights', 'none'] as const)
        .default('sampling' as const),
    )
    .addOption(
      new Option('--schedule <name>', 'how the learning rate runs')
        .choices(['cosine', 'constant'] as const)
        .default('cosine' as const),
    )
    .addOption(
      new Option('--learning-rate <rate>', 'of the head, at its highest').argParser(rate).default(0.002),
    )
    .addOption(
      new Option('--fine-tune-learning-rate <rate>', 'of fine-tuning, at its highest')
        .argParser(rate)
        .default(0.00005),
    )
    .addOption(
      new Option('--label-smoothing <share>', 'share of the truth that is spread over all labels, 0 to 0.5')
        .argParser(numberOption({ min: 0, max: 0.5 }))
        .default(0.02),
    )
    .addOption(
      new Option('--weight-decay <x>', "pulls the head's weights towards 0")
        .argParser(numberOption({ min: 0, max: 1 }))
        .default(0.001),
    )
    .addOption(
      new Option(
        '--patience <n>',
        'ends a phase after n epochs without a better loss on what is kept out; 0 never',
      )
        .argParser(whole(0, 10_000))
        .default(0),
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
    .addOption(
      new Option('--threads <n>', 'threads that look at pictures (default: one a core, at most 4)').argParser(
        whole(1, 64),
      ),
    )
    .addOption(engineOption())
    .addOption(new Option('--json', 'print the metadata of the model as JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred train data/train', 'writes model/'],
        ['maskpred train faces --fine-tune 3 --out my-model', 'the last blocks too, elsewhere'],
        ['maskpred classify new-face.jpg --model my-model', 'uses it'],
      ]),
    )
    .action(async (data, options) => {
      const { runTrain } = await import('../train/run-train.js');
      await runTrain(data, options, context);
    });
};
