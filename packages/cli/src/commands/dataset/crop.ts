import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { numberOption } from '../../number-option.js';
import { formatExamples, type RegisterCommand } from '../command.js';

/** `DATASET_FORMATS` of `@maskpred/dataset` that have boxes; a test compares them. */
export const BOX_FORMATS = ['voc', 'yolo', 'coco', 'createml', 'via', 'labelme'] as const;

/** `cropMargin` of the classifier that ships; a test compares them. */
export const CROP_MARGIN = 0.15;

export const marginOption = (description: string) =>
  new Option('--margin <share>', description)
    .argParser(numberOption({ min: 0, max: 2 }))
    .default(CROP_MARGIN);

function collectLabels(text: string, previous?: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((part): [string, string] => {
    const [from, to, ...rest] = part.split('=').map((side) => side.trim());
    if (!from || !to || rest.length > 0) {
      throw new InvalidArgumentError('It takes old=new names of labels, such as incorrect-mask=no-mask.');
    }
    return [from, to];
  });
  return new Map([...(previous ?? []), ...pairs]);
}

export const registerCrop: RegisterCommand = (dataset, context) => {
  dataset
    .command('crop')
    .summary('cut the labelled boxes of scenes into <out>/<label>/')
    .description(
      'Cuts the labelled boxes out of pictures, with the crop that training and predicting use, into one folder a label, ' +
        'and writes where each came from to crops.jsonl. Proposed faces that nobody has decided on are left out. Pictures whose ' +
        'crops are there are not opened again.',
    )
    .argument(
      '<scenes>',
      'folder with images/ and annotations/*.xml (Pascal VOC), or a data set of boxes in another format',
    )
    .requiredOption('--out <dir>', 'folder for the crops; made when it is not there, added to when it is')
    .addOption(marginOption("of a box's size, added on each side"))
    .addOption(
      new Option('--min-size <px>', 'leave out boxes whose shorter side is below this')
        .argParser(numberOption({ min: 0, max: Infinity }))
        .default(0),
    )
    .addOption(
      new Option('--labels <old=new>', 'call a label something else; several with commas, or repeated')
        .argParser(collectLabels)
        .default(new Map<string, string>() as ReadonlyMap<string, string>, 'as they are'),
    )
    .addOption(new Option('--verified', 'leave out pictures whose annotations are marked as not verified'))
    .addOption(
      new Option('--pixel-origin <n>', 'what the numbers of the annotations count: raw pixels, or from 1')
        .choices(['0', '1'])
        .default('0'),
    )
    .addOption(
      new Option('--format <name>', 'format of the annotations (default: found out)').choices(BOX_FORMATS),
    )
    .addOption(new Option('--fix', 'repair what is dirty in the annotations where that is possible'))
    .addOption(new Option('--json', 'one line of JSON a picture on stdout').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset crop scenes --out data/train', 'one folder a label'],
        [
          'maskpred dataset crop scenes --out data/train --labels incorrect-mask=no-mask',
          'worn wrong is not worn',
        ],
        ['maskpred dataset crop scenes --out data/train --min-size 24', 'without the smallest faces'],
      ]),
    )
    .action(async (scenes, { pixelOrigin, ...options }) => {
      const { runCrop } = await import('../../dataset/crop/run-crop.js');
      await runCrop(scenes, { ...options, pixelOrigin: pixelOrigin === '1' ? 1 : 0 }, context);
    });
};
