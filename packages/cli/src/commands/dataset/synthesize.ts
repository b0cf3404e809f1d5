import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { numberOption } from '../../number-option.js';
import { formatExamples, type RegisterCommand } from '../command.js';
import { engineOption } from '../shared-options.js';
import { marginOption } from './crop.js';

// Lists of `@maskpred/dataset`, which takes time to load that `--help` must not; a test compares them.
/** `SYNTHETIC_KINDS`. */
export const KIND_CHOICES = ['face-mask', 'hand', 'scarf', 'cup'] as const;
/** `FACE_MASK_WEARS`. */
export const WEAR_CHOICES = ['right', 'under-nose', 'chin'] as const;
/** `SYNTHETIC_STYLES`, in one list. */
export const STYLE_CHOICES = [
  'surgical-blue',
  'surgical-white',
  'cloth-plain',
  'cloth-pattern',
  'black',
  'ffp2',
  'over-mouth',
  'fist',
  'at-chin',
  'both-hands',
  'knitted',
  'woven',
  'bandana',
  'gaiter',
  'mug',
  'paper-cup',
  'tumbler',
] as const;
/** `SYNTHETIC_CASES`. */
export const CASE_CHOICES = ['right', 'under-nose', 'chin', 'hand', 'scarf', 'cup'] as const;

type CaseLabels = Readonly<Partial<Record<(typeof CASE_CHOICES)[number], string>>>;

/** A parser of names with commas between them; the option may be repeated. */
function listOf<T extends string>(allowed: readonly T[]) {
  return (text: string, previous?: readonly T[]): readonly T[] => {
    const names = text.split(',').map((name) => name.trim());
    const isAllowed = (name: string): name is T => allowed.some((other) => other === name);
    if (!names.every(isAllowed)) {
      throw new InvalidArgumentError(`It takes names from: ${allowed.join(', ')}; several with commas.`);
    }
    return [...new Set([...(previous ?? []), ...(names as T[])])];
  };
}

function collectCaseLabel(text: string, previous: CaseLabels): CaseLabels {
  const [, name, label] = /^([a-z-]+)=(.+)$/.exec(text) ?? [];
  if (label === undefined || !CASE_CHOICES.some((other) => other === name)) {
    throw new InvalidArgumentError(
      `It takes what is drawn and its label, such as under-nose=incorrect-mask; drawn is one of: ${CASE_CHOICES.join(', ')}.`,
    );
  }
  return { ...previous, [name as string]: label };
}

export const registerSynthesize: RegisterCommand = (dataset, context) => {
  dataset
    .command('synthesize')
    .summary('draw face masks, hands, scarves and cups on bare faces')
    .description(
      'Draws something before the mouths of bare faces, in the light of their pictures, and writes crops to <out>/<label>/. ' +
        'A face mask over nose and mouth is labelled mask, everything else no-mask. Each picture has "-synthetic-" in its ' +
        'name and is marked in crops.jsonl, so that evaluation can leave it out. The same pictures and seed give the same files.',
    )
    .argument('<faces>', 'label folders, a folder of pictures, or scenes (images/ and annotations/)')
    .requiredOption('--out <dir>', 'folder for the crops; may be the folder of the faces itself')
    .addOption(new Option('--from <label>', 'label of the bare faces').default('no-mask'))
    .addOption(
      new Option('--per-face <n>', 'pictures drawn of each face; each case comes once before one comes twice')
        .argParser(numberOption({ min: 1, max: 1000, isWhole: true }))
        .default(1),
    )
    .addOption(
      new Option('--kinds <names>', `what is drawn: ${KIND_CHOICES.join(', ')} (default: all)`).argParser(
        listOf(KIND_CHOICES),
      ),
    )
    .addOption(
      new Option(
        '--wear <names>',
        `how face masks are worn: ${WEAR_CHOICES.join(', ')} (default: all)`,
      ).argParser(listOf(WEAR_CHOICES)),
    )
    .addOption(
      new Option('--styles <names>', `in which styles: ${STYLE_CHOICES.join(', ')} (default: all)`).argParser(
        listOf(STYLE_CHOICES),
      ),
    )
    .addOption(
      new Option(
        '--label <case=label>',
        `what a case is labelled: ${CASE_CHOICES.join(', ')}; may be repeated`,
      )
        .argParser(collectCaseLabel)
        .default({} as CaseLabels, 'right=mask, all others no-mask'),
    )
    .addOption(
      new Option('--seed <n>', 'another seed draws other things')
        .argParser(numberOption({ min: 0, max: 2 ** 31 - 1, isWhole: true }))
        .default(1),
    )
    .addOption(marginOption("of a face's size, on each side of a crop"))
    .addOption(
      new Option('--min-size <px>', 'leave out faces whose shorter side is below this')
        .argParser(numberOption({ min: 0, max: Infinity }))
        .default(24),
    )
    .addOption(
      new Option(
        '--whole',
        'pictures are face crops as they are (default: as crops.jsonl says, else the face is looked for)',
      ),
    )
    .addOption(engineOption())
    .addOption(new Option('--json', 'one line of JSON a picture on stdout').default(undefined))
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred dataset synthesize data/train --out data/synthetic', 'of data/train/no-mask'],
        [
          'maskpred dataset synthesize data/train --out data/train --per-face 6',
          'every case, beside the photographs',
        ],
        ['maskpred dataset synthesize scenes --out drawn --kinds cup,hand', 'of the boxes called no-mask'],
      ]),
    )
    .action(async (faces, { wear, label, ...options }) => {
      const { runSynthesize } = await import('../../dataset/synthesize/run-synthesize.js');
      await runSynthesize(faces, { ...options, ...(wear ? { wears: wear } : {}), labels: label }, context);
    });
};
