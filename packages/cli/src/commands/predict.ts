import { Option } from '@commander-js/extra-typings';
import { assertArgument } from '@maskpred/core';
import { labelsOption, pixelRangeOption } from '../foreign-options.js';
import { numberOption } from '../number-option.js';
import { assertForVideos } from '../video/video-options.js';
import { formatExamples, type RegisterCommand } from './command.js';
import {
  collect,
  concurrencyOption,
  detectorOption,
  engineOption,
  INPUT_SIZE_RULE,
  int8Option,
  jsonOption,
  modelOption,
  PATHS_HELP,
} from './shared-options.js';

export const registerPredict: RegisterCommand = (program, context) => {
  program
    .command('predict')
    .summary('find the faces in pictures and clips and say who wears a mask')
    .description(
      'Finds the faces in pictures and says of each whether it wears a mask. In clips and from cameras (with ffmpeg) people are ' +
        'followed, and their labels decided from many looks.',
    )
    .argument('[path...]', `${PATHS_HELP}; clips by name or glob, not from folders`)
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
    .addOption(int8Option())
    .addOption(
      new Option('--min-score <score>', 'leave out faces below this score, 0 to 1 (default: 0.5)').argParser(
        numberOption({ min: 0, max: 1 }),
      ),
    )
    .addOption(modelOption())
    .addOption(labelsOption())
    .addOption(pixelRangeOption())
    .addOption(engineOption())
    .addOption(concurrencyOption(8))
    .option('--resume <file>', 'add results to this file of JSON lines, and skip pictures that it answers')
    .addOption(new Option('--keep-not-face', 'keep faces that the classifier calls not-face'))
    .option('--camera <device>', 'look at a camera until Ctrl-C: /dev/video0 (macOS: 0; Windows: its name)')
    .addOption(
      new Option('--fps <n>', 'clips and cameras: looks a second (default: 10)')
        .argParser(numberOption({ min: 0.1, max: 120 }))
        .conflicts('every'),
    )
    .addOption(
      new Option('--every <n>', 'clips and cameras: look at each n-th frame instead').argParser(
        numberOption({ min: 1, max: 100_000, isWhole: true }),
      ),
    )
    .addOption(new Option('--by-frame', 'clips and cameras: with --json, a line for each look too'))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred predict photo.jpg', 'a table of faces'],
        ['maskpred predict photos --out marked', 'copies with boxes drawn on, in marked/'],
        ["maskpred predict 'photos/**/*.png' --json > faces.jsonl", 'one line of JSON a picture'],
        ['maskpred predict photos --resume faces.jsonl', 'goes on where it was stopped'],
        ['maskpred predict clip.mp4 --out marked', 'people over time, and marked/clip.mp4'],
        ['maskpred predict --camera /dev/video0 --json', 'a line for each person who was there'],
      ]),
    )
    .action(async (paths, { image = [], camera, ...options }) => {
      if (camera !== undefined) {
        assertArgument(
          paths.length + image.length === 0,
          '--camera and paths were given. Look at one after the other.',
        );
        assertForVideos(options, true);
        const { runCamera } = await import('../video/run-videos.js');
        await runCamera(camera, options, context);
        return;
      }
      const { runPredict } = await import('../run-predict.js');
      await runPredict([...paths, ...image], options, context);
    });
};
