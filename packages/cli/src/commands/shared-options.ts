import { Option } from '@commander-js/extra-typings';

// The packages that own these lists take a second to load, which `--help` must not; a test compares them.
/** `auto`, and `ENGINE_NAMES` of `@maskpred/core/tfjs`. */
export const ENGINE_CHOICES = ['auto', 'wasm', 'tensorflow'] as const;

/** Those of `DETECTOR_KINDS` of `@maskpred/detector` that run in Node. */
export const DETECTOR_CHOICES = ['ssd'] as const;

/** `INPUT_SIZE` of `@maskpred/detector`. */
export const INPUT_SIZE_RULE = Object.freeze({ min: 256, max: 768, step: 64, isWhole: true });

/** The one description of what paths may be. */
export const PATHS_HELP = 'pictures, folders (searched to any depth), globs in quotes, http(s) URLs';

export const jsonOption = () =>
  new Option('--json', 'one line of JSON a picture on stdout').default(undefined);

export const modelOption = () =>
  new Option('--model <dir>', 'model folder of the classifier (default: the one that ships)');

export const engineOption = () =>
  new Option('--engine <name>', 'where the networks run (default: $MASKPRED_ENGINE, else auto)').choices(
    ENGINE_CHOICES,
  );

/** A parser of an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
