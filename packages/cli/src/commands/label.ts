import { Option } from '@commander-js/extra-typings';
import { LABEL_FORMAT_CHOICES, LABEL_MODE_CHOICES, parseKeys, parseLabelList } from '../label/label-lists.js';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { detectorOption, engineOption, modelOption } from './shared-options.js';

export const registerLabel: RegisterCommand = (program, context) => {
  program
    .command('label')
    .summary('the labelling page, in your browser')
    .description(
      'Opens a folder to be labelled in the browser: boxes on scenes (with annotations in any format, or none), or face crops ' +
        'in one folder a label. Every decision is on the disk, in <dir>/.maskpred/labels.jsonl, before the page calls it saved; the ' +
        'annotation files follow. It is served to this machine only; Ctrl-C writes everything and ends it.',
    )
    .argument('<dir>', 'folder of pictures')
    .addOption(
      new Option('--mode <mode>', 'boxes on scenes, or faces in a grid (default: by the folder)').choices(
        LABEL_MODE_CHOICES,
      ),
    )
    .addOption(
      new Option(
        '--labels <list>',
        "labels that can be given, in the order of their class ids (default: the folder's, else mask,no-mask,incorrect-mask,not-face)",
      ).argParser(parseLabelList),
    )
    .addOption(
      new Option(
        '--keys <list>',
        'digits that give labels (default: 1=mask,2=no-mask,3=incorrect-mask,0=not-face, then 1 to 9 in order)',
      ).argParser(parseKeys),
    )
    .addOption(
      new Option(
        '--format <format>',
        "write this beside the folder's own format (default: that alone; Pascal VOC where there is none)",
      ).choices(LABEL_FORMAT_CHOICES),
    )
    .option('--no-propose', 'do not look for faces in pictures without boxes')
    .option('--no-guess', 'do not ask the classifier about faces')
    .addOption(detectorOption())
    .addOption(
      new Option('--min-score <score>', 'propose no faces below this score, 0 to 1 (default: 0.5)').argParser(
        numberOption({ min: 0, max: 1 }),
      ),
    )
    .addOption(modelOption())
    .addOption(engineOption())
    .addOption(
      new Option(
        '--port <n>',
        'where to listen, 0 for any that is free (default: 4820, or the next free one)',
      ).argParser(numberOption({ min: 0, max: 65535, isWhole: true })),
    )
    .option(
      '--open <picture>',
      'begin with this picture: path below the folder, name, or name without ending',
    )
    .option('--no-open', 'do not open a browser')
    .addHelpText(
      'after',
      formatExamples([
        [
          'maskpred label scenes',
          'boxes on scenes, written as they are stored or as scenes/annotations/*.xml',
        ],
        ['maskpred label data/train', 'sorts face crops: each moves into the folder of its label'],
        ['maskpred label scenes --format coco', 'writes scenes/annotations.json as well'],
        ['maskpred label data/train --open mask/a-0.jpg', 'begins with that face'],
      ]),
    )
    .action(async (dir, options) => {
      const { runLabel } = await import('../label/run-label.js');
      await runLabel(dir, options, context);
    });
};
