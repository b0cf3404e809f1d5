import { Option } from '@commander-js/extra-typings';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { marginOption } from './dataset/crop.js';
import {
  detectorOption,
  engineOption,
  INPUT_SIZE_RULE,
  int8Option,
  jsonOption,
  modelOption,
} from './shared-options.js';

export const registerFaces: RegisterCommand = (program, context) => {
  program
    .command('faces')
    .summary('find faces and write them as proposals to label, or as crops')
    .description(
      'Finds the faces of every picture. Writes a Pascal VOC file a picture, marked as not verified, beside the pictures; ' +
        'or, with --crops, each face as a picture of its own. What a person has annotated is never replaced.',
    )
    .argument('[path...]', 'pictures, folders (searched to any depth), globs in quotes')
    .option('--out <dir>', 'folder for the annotations (default: annotations/ beside the pictures)')
    .addOption(
      new Option(
        '--crops <dir>',
        'write face crops to <dir>/<label>/ instead, and where each came from to <dir>/crops.jsonl',
      ).conflicts(['out', 'force']),
    )
    .option(
      '--label <label>',
      'what the faces are called (default: face; for crops the manifest.jsonl of a crawl, or the folder that a picture lies in)',
    )
    .addOption(new Option('--classify', "label each face with the classifier's guess").conflicts('label'))
    .addOption(marginOption("of a face's size, added on each side of a crop"))
    .addOption(
      new Option('--min-score <score>', 'leave out faces below this score, 0 to 1 (default: 0.5)').argParser(
        numberOption({ min: 0, max: 1 }),
      ),
    )
    .addOption(
      new Option('--min-size <px>', 'leave out faces whose shorter side is below this')
        .argParser(numberOption({ min: 0, max: Infinity }))
        .default(0),
    )
    .option('--force', 'make proposals of an earlier run anew; what a person has made stays')
    .addOption(detectorOption())
    .addOption(
      new Option(
        '--input-size <px>',
        'longer side that the detector sees, 256 to 768: more finds smaller faces (default: two looks, 576 and 320)',
      ).argParser(numberOption(INPUT_SIZE_RULE)),
    )
    .addOption(new Option('--tiles', 'look at overlapping squares too: small faces in large pictures'))
    .addOption(int8Option())
    .addOption(modelOption())
    .addOption(engineOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred faces scenes', 'scenes/annotations/*.xml, to verify with maskpred label scenes'],
        ['maskpred faces data/raw --crops data/train', 'crops, labelled as the crawl was made'],
        ['maskpred faces photos --crops sorted --classify', 'crops, sorted by what the classifier says'],
      ]),
    )
    .action(async (paths, options) => {
      const { runFaces } = await import('../faces/run-faces.js');
      await runFaces(paths, options, context);
    });
};
