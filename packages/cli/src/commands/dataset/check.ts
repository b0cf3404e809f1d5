import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { formatExamples, type RegisterCommand } from '../command.js';
import { engineOption, modelOption } from '../shared-options.js';
import { FROM_CHOICES } from './convert.js';
import { crawlOption } from './manifest.js';

/** The keys of `CHECK_DEFAULTS` of `@maskpred/dataset`; a test compares them. */
export const THRESHOLD_NAMES = [
  'minSize',
  'minSharpness',
  'minBrightest',
  'maxDarkest',
  'minRange',
  'maxAspect',
  'maxOverEdge',
  'minBox',
  'maxOverlap',
  'maxCover',
  'minFaceScore',
  'minDoubt',
] as const;

/** `FINDING_SEVERITIES` of `@maskpred/dataset`; a test compares them. */
export const SEVERITY_CHOICES = ['error', 'warning', 'note'] as const;

type Thresholds = Partial<Record<(typeof THRESHOLD_NAMES)[number], number>>;

function collectThreshold(text: string, previous: Thresholds = {}): Thresholds {
  const [, given, value] = /^(\w+)=(-?[\d.]+)$/.exec(text) ?? [];
  const name = THRESHOLD_NAMES.find((candidate) => candidate === given);
  if (name === undefined || !Number.isFinite(Number(value))) {
    throw new InvalidArgumentError(
      `It takes a name and a number, such as minSize=32. Names: ${THRESHOLD_NAMES.join(', ')}.`,
    );
  }
  return { ...previous, [name]: Number(value) };
}

export const registerCheck: RegisterCommand = (dataset, context) => {
  dataset
    .command('check')
    .summary('find what is worth a look: duplicates, conflicts, blurred or broken pictures')
    .description(
      'Looks for pictures that cannot be read, duplicates, labels that disagree, blurred, tiny, dark or flat pictures, ' +
        'crops without a face, and boxes that cannot be right. Changes nothing.',
    )
    .argument('<dir>', 'scenes (images/ and annotations/), label folders, or plain pictures')
    .addOption(crawlOption())
    .addOption(
      new Option('--format <name>', 'format of the annotations (default: found out)').choices(FROM_CHOICES),
    )
    .addOption(new Option('--faces', 'let the networks look for a face in each crop (about 0.1 s a crop)'))
    .addOption(new Option('--labels', 'let the classifier doubt labels (about 0.05 s a crop)'))
    .addOption(modelOption())
    .addOption(engineOption())
    .addOption(
      new Option('--threshold <name=value>', 'another bound, such as minSize=32; may be repeated').argParser(
        collectThreshold,
      ),
    )
    .addOption(
      new Option('--fail-on <severity>', 'end with status 3 when a finding is this bad or worse').choices(
        SEVERITY_CHOICES,
      ),
    )
    .option('--html <file>', 'write a page with the pictures to look at, too')
    .addOption(new Option('--json', 'one line of JSON a finding on stdout').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset check data/train --html check.html', 'a page to go through'],
        ['maskpred dataset check data/train --faces --labels', 'with the networks, slower'],
        [
          'maskpred dataset check scenes --fail-on error',
          'for scripts: status 3 when something is wrong for certain',
        ],
      ]),
    )
    .action(async (dir, options) => {
      const { runCheck } = await import('../../dataset/check/run-check.js');
      await runCheck(dir, options, context);
    });
};
