import { Option } from '@commander-js/extra-typings';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { BOX_FORMATS } from './dataset/crop.js';
import { engineOption } from './shared-options.js';

const whole = (min: number, max: number) => numberOption({ min, max, isWhole: true });

/** `TRAIN_DEFAULTS` of `@maskpred/detector/train`, which takes a second to load; a test compares them. */
export const TRAIN_DETECTOR_DEFAULTS = Object.freeze({
  epochs: 24,
  fineTune: 0,
  fineTuneFrom: 7,
  val: 0.2,
  variants: 3,
  batchSize: 8,
  learningRate: 0.002,
  patience: 8,
  seed: 1,
});

const DEFAULTS = TRAIN_DETECTOR_DEFAULTS;

export const registerTrainDetector: RegisterCommand = (program, context) => {
  program
    .command('train-detector')
    .summary('train the face detector on your own pictures with boxes')
    .description(
      'Adapts the face detector to pictures with boxed faces, whatever their labels: first its heads, which takes minutes, ' +
        'then, with --fine-tune, the network behind them. A split.json in the folder says what is kept out to measure on; ' +
        'else a share of the scenes is, near-duplicates together. Writes a model folder for --detector, with a report. ' +
        'Ctrl-C keeps the best detector so far, and the same command goes on from there.',
    )
    .argument(
      '<scenes>',
      'folder with images/ and annotations/*.xml (Pascal VOC), or boxes in another format',
    )
    .addOption(
      new Option('--epochs <n>', 'passes over the scenes for the heads; 0 leaves them to --fine-tune')
        .argParser(whole(0, 10_000))
        .default(DEFAULTS.epochs),
    )
    .addOption(
      new Option('--fine-tune <n>', 'passes over the scenes for the network after that; slow on wasm')
        .argParser(whole(0, 10_000))
        .default(DEFAULTS.fineTune),
    )
    .addOption(
      new Option(
        '--fine-tune-from <block>',
        'first block of MobileNetV1 that it changes; 0 is the whole network',
      )
        .argParser(whole(0, 12))
        .default(DEFAULTS.fineTuneFrom),
    )
    .addOption(
      new Option('--val <share>', 'share of the scenes that is kept out, 0 to 0.9')
        .argParser(numberOption({ min: 0, max: 0.9 }))
        .default(DEFAULTS.val),
    )
    .addOption(new Option('--split <file>', 'what is kept out (default: split.json of the folder, if there)'))
    .addOption(
      new Option('--variants <n>', 'altered copies of each scene; the whole network gets new ones each time')
        .argParser(whole(0, 100))
        .default(DEFAULTS.variants),
    )
    .addOption(
      new Option('--batch-size <n>', 'scenes a step').argParser(whole(1, 64)).default(DEFAULTS.batchSize),
    )
    .addOption(
      new Option('--learning-rate <rate>', 'of the heads, at its highest')
        .argParser(numberOption({ min: 1e-9, max: 1 }))
        .default(DEFAULTS.learningRate),
    )
    .addOption(
      new Option('--patience <n>', 'ends a phase after n epochs that were no better on what is kept out')
        .argParser(whole(1, 10_000))
        .default(DEFAULTS.patience),
    )
    .addOption(
      new Option('--seed <n>', 'the same seed, scenes and engine give the same detector')
        .argParser(whole(0, 2 ** 31 - 1))
        .default(DEFAULTS.seed),
    )
    .addOption(
      new Option('--start <dir>', 'detector to start from: a model folder (default: the one that ships)'),
    )
    .addOption(
      new Option('--out <dir>', 'model folder to write; a model that is there is replaced').default(
        'detector',
      ),
    )
    .addOption(
      new Option('--cache <dir>', 'where what the network sees is kept for the next run').default(
        '.cache/maskpred/detector',
      ),
    )
    .addOption(
      new Option('--format <name>', 'format of the annotations (default: found out)').choices(BOX_FORMATS),
    )
    .addOption(
      new Option('--pixel-origin <n>', 'what the numbers of the annotations count: raw pixels, or from 1')
        .choices(['0', '1'])
        .default('0'),
    )
    .addOption(new Option('--fix', 'repair what is dirty in the annotations where that is possible'))
    .addOption(engineOption())
    .addOption(new Option('--json', 'print the metadata of the detector as JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred train-detector scenes', 'the heads, in minutes; writes detector/'],
        ['maskpred train-detector scenes --fine-tune 6', 'the last blocks too: better, and slower'],
        ['maskpred predict photo.jpg --detector detector', 'uses it'],
      ]),
    )
    .action(async (scenes, { pixelOrigin, ...options }) => {
      const { runTrainDetector } = await import('../train-detector/run-train-detector.js');
      await runTrainDetector(scenes, { ...options, pixelOrigin: pixelOrigin === '1' ? 1 : 0 }, context);
    });
};
