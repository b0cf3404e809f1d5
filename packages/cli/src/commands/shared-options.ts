import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { numberOption } from '../number-option.js';

// The packages that own these lists take a second to load, which `--help` must not; a test compares them.
/** `auto`, and `ENGINE_NAMES` of `@maskpred/core/tfjs`. */
export const ENGINE_CHOICES = ['auto', 'onnx', 'wasm', 'tensorflow'] as const;

/** Those of `DETECTOR_KINDS` of `@maskpred/detector` that run in Node. */
export const DETECTOR_CHOICES = ['ssd'] as const;

/** `INPUT_SIZE` of `@maskpred/detector`. */
export const INPUT_SIZE_RULE = Object.freeze({ min: 256, max: 768, step: 64, isWhole: true });

/** The one description of what paths may be. */
export const PATHS_HELP = 'pictures, folders (searched to any depth), globs in quotes, http(s) URLs';

export const jsonOption = () =>
  new Option('--json', 'one line of JSON a picture on stdout').default(undefined);

export const modelOption = () =>
  new Option(
    '--model <path>',
    "the classifier: a model folder, or another tool's model (Keras .h5, TensorFlow.js layers, Teachable Machine) " +
      '(default: the one that ships)',
  );

export const engineOption = () =>
  new Option(
    '--engine <name>',
    'where the networks run (default: $MASKPRED_ENGINE, else auto: onnx if it is installed, or wasm)',
  ).choices(ENGINE_CHOICES);

/** @param pictures - for which another thread is started by itself. */
export const concurrencyOption = (pictures: number) =>
  new Option(
    '--concurrency <n>',
    `threads, each with networks of its own, about 300 MB (default: one a core, at most 4, for every ${pictures} pictures, ` +
      'in half of the free memory; one with the engine tensorflow, which uses every core itself)',
  ).argParser(numberOption({ min: 1, max: 64, isWhole: true }));

/** @param description - what the detector is for. */
export const detectorOption = (description = 'what finds the faces') =>
  new Option(
    '--detector <kind>',
    `${description}: ${DETECTOR_CHOICES.join(', ')}, or the folder of one that train-detector wrote (default: ssd)`,
  ).argParser(parseDetector);

/** @param subject - what it is for, with a colon and a space behind it, or nothing. */
export const int8Option = (subject = '') =>
  new Option(
    '--int8',
    `${subject}the detector computes with integers of 8 bits: nearly twice as fast on onnx, the only engine that has them; boxes and scores differ a little`,
  );

function parseDetector(text: string): string {
  const isKind = (DETECTOR_CHOICES as readonly string[]).includes(text);
  if (!isKind && !existsSync(text)) {
    throw new InvalidArgumentError(`It takes ${DETECTOR_CHOICES.join(', ')}, or a folder that is there.`);
  }
  return text;
}

/** A parser of an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
