import { Option } from '@commander-js/extra-typings';
import { labelsOption, pixelRangeOption } from '../foreign-options.js';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import {
  collect,
  detectorOption,
  engineOption,
  INPUT_SIZE_RULE,
  jsonOption,
  modelOption,
  PATHS_HELP,
} from './shared-options.js';

export const registerPredict: RegisterCommand = (program, context) => {
  program
    .command('predict')
    .summary('find the faces in pictures and say who wears a mask')
    .description('Finds the faces in pictures and says of each whether it wears a mask.')
    .argument('[path...]', PATHS_HELP)
    .addOption(new Option('--image <path>', 'the same as a path; may be repeated').argParser(collect))
    .addOption(jsonOption())
    .option('--out <dir>', 'write annotated copies there; folders are kept, originals never change')
    .addOption(detectorOption())
    .addOption(
      new Option(
        '--input-size <px>',
        'longer side that the detector sees, 256 to 768: more finds smaller faces (default: two looks, 576 and 320)',
      ).argParser(numberOption(INPUT_SIZE_RULE)),
    )
    .addOption(new Option('--tiles', 'look at overlapping squares too: small faces in large pictures'))
    .addOption(
      new Option('--min-score <score>', 'leave out faces below this score, 0 to 1 (default: 0.5)').argParser(
        numberOption({ min: 0, max: 1 }),
      ),
    )
    .addOption(modelOption())
    .addOption(labelsOption())
    .addOption(pixelRangeOption())
    .addOption(engineOption())
    .addOption(
      new Option('--concurrency <n>', 'threads, each with networks of its own')
        .argParser(numberOption({ min: 1, max: 64, isWhole: true }))
        .default(1),
    )
    .option('--resume <file>', 'add results to this file of JSON lines, and skip pictures that it answers')
    .addOption(new Option('--keep-not-face', 'keep faces that the classifier calls not-face'))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred predict photo.jpg', 'a table of faces'],
        ['maskpred predict photos --out marked', 'copies with boxes drawn on, in marked/'],
        ["maskpred predict 'photos/**/*.png' --json > faces.jsonl", 'one line of JSON a picture'],
        ['maskpred predict photos --resume faces.jsonl', 'goes on where it was stopped'],
      ]),
    )
    .action(async (paths, { image = [], ...options }) => {
      const { runPredict } = await import('../run-predict.js');
      await runPredict([...paths, ...image], options, context);
    });
};
