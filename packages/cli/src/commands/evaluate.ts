import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { collectGate, type Gate } from '../evaluate/gates.js';
import { PART_CHOICES } from '../evaluate/part-choices.js';
import { labelsOption, pixelRangeOption } from '../foreign-options.js';
import { numberOption } from '../number-option.js';
import { formatExamples, type RegisterCommand } from './command.js';
import { FROM_CHOICES } from './dataset/convert.js';
import { detectorOption, engineOption, INPUT_SIZE_RULE, int8Option, modelOption } from './shared-options.js';

function parseSizes(text: string): readonly number[] {
  const read = numberOption({ min: 0, max: 100_000 });
  return text.split(',').map(read);
}

function collectAs(
  text: string,
  previous: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [truth, label, ...rest] = text.split('=').map((side) => side.trim());
  if (!truth || !label || rest.length > 0) {
    throw new InvalidArgumentError('It takes true=counted, such as incorrect-mask=no-mask.');
  }
  return new Map([...previous, [truth, label]]);
}

export const registerEvaluate: RegisterCommand = (program, context) => {
  program
    .command('evaluate')
    .summary('measure a model on labelled pictures')
    .description(
      'Measures a model on pictures whose labels are known. Label folders of face crops (<dir>/<label>/*.jpg): accuracy, ' +
        'confusion, precision and recall of each label, calibration. Scenes with boxes (images/ and annotations/, or any ' +
        'format that dataset convert reads): recall, precision and average precision by size of face and by label, from ' +
        'the picture to the label. With a split.json in the folder, only its parts val and test are looked at.',
    )
    .argument('<dir>', 'label folders, scenes, or an annotation file')
    .addOption(modelOption())
    .addOption(labelsOption())
    .addOption(pixelRangeOption())
    .addOption(
      new Option('--part <name>', 'part of split.json (default: val and test, or all without one)').choices(
        PART_CHOICES,
      ),
    )
    .addOption(
      new Option('--as <true=counted>', 'what a true label counts as for the model; repeatable')
        .argParser(collectAs)
        .default(
          new Map<string, string>() as ReadonlyMap<string, string>,
          'incorrect-mask=no-mask where the model has no such label',
        ),
    )
    .addOption(
      new Option(
        '--gate <figure>=<bound>',
        'exit with 3 when a figure is below (>=) or above (<=); repeatable',
      )
        .argParser(collectGate)
        .default([] as readonly Gate[], 'none'),
    )
    .option('--predictions <file>', 'write what was predicted, one line of JSON a picture')
    .addOption(
      new Option(
        '--from <file>',
        'evaluate the lines of an earlier run instead of running the model',
      ).conflicts(['labels', 'pixelRange', 'detector', 'inputSize', 'tiles', 'int8', 'concurrency']),
    )
    .option('--report <file>', 'write a page with charts')
    .option(
      '--out <dir>',
      'write everything: report.html, evaluation.json, predictions.jsonl; the mistakes go to report-pictures/ beside it',
    )
    .addOption(
      new Option('--detector-only', 'scenes: measure the faces alone, whatever their labels').conflicts([
        'model',
        'labels',
        'pixelRange',
        'as',
      ]),
    )
    .addOption(detectorOption('scenes: what finds the faces'))
    .addOption(
      new Option(
        '--input-size <px>',
        'scenes: longer side that the detector sees, 256 to 768 (default: two looks, 576 and 320)',
      ).argParser(numberOption(INPUT_SIZE_RULE)),
    )
    .addOption(new Option('--tiles', 'scenes: look at overlapping squares too'))
    .addOption(int8Option('scenes: '))
    .addOption(
      new Option(
        '--min-score <score>',
        'scenes: faces below it count for average precision only (default: 0.5)',
      ).argParser(numberOption({ min: 0, max: 1 })),
    )
    .addOption(
      new Option(
        '--sizes <px,...>',
        'scenes: smallest sizes of faces to measure at, shorter sides (default: 16,24,48)',
      ).argParser(parseSizes),
    )
    .addOption(new Option('--ignore-difficult', 'scenes: faces marked as difficult count neither way'))
    .addOption(
      new Option('--verified', 'scenes: leave out those whose annotations are marked as not verified'),
    )
    .addOption(new Option('--synthetic', 'label folders: take in crops on which something was drawn'))
    .addOption(
      new Option('--format <name>', 'format of the annotations (default: found out)').choices(FROM_CHOICES),
    )
    .addOption(
      new Option('--pixel-origin <n>', 'what the numbers of VOC files count: raw pixels, or from 1')
        .choices(['0', '1'])
        .default('0'),
    )
    .addOption(new Option('--fix', 'repair what is dirty in annotations where that is possible'))
    .addOption(engineOption())
    .addOption(
      new Option('--concurrency <n>', 'threads, each with networks of its own')
        .argParser(numberOption({ min: 1, max: 64, isWhole: true }))
        .default(1),
    )
    .addOption(new Option('--json', 'print the evaluation as one line of JSON').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred evaluate data/train', 'the pictures that split.json keeps out'],
        [
          'maskpred evaluate data/test --model my-model --out results',
          'another model; a folder with a report',
        ],
        ['maskpred evaluate data/test --gate "accuracy>=0.98"', 'exit status 3 below'],
        ['maskpred evaluate scenes --gate "map50@24>=0.8"', 'end to end, faces of at least 24 px'],
        ['maskpred evaluate scenes --detector-only --sizes 32', 'the faces alone'],
      ]) + '\n\n--gate with a name that is none lists the figures that there are.',
    )
    .action(async (dir, { pixelOrigin, ...options }) => {
      const { runEvaluate } = await import('../evaluate/run-evaluate.js');
      await runEvaluate(dir, { ...options, pixelOrigin: pixelOrigin === '1' ? 1 : 0 }, context);
    });
};
