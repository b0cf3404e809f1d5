import { InvalidArgumentError } from '@commander-js/extra-typings';

// The package that owns these lists takes a second to load, which `--help` must not; a test compares them.
/** `LABEL_MODES` of `@maskpred/dataset/label`. */
export const LABEL_MODE_CHOICES = ['boxes', 'faces'] as const;

/** `SCENE_FORMATS` of `@maskpred/dataset/label`. */
export const LABEL_FORMAT_CHOICES = ['voc', 'yolo', 'coco', 'createml'] as const;

/** A parser of `--labels`. @example parseLabelList('mask, no-mask'); // [ 'mask', 'no-mask' ] */
export function parseLabelList(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim());
  if (labels.includes('') || new Set(labels).size < labels.length) {
    throw new InvalidArgumentError('It takes labels, each once, such as mask,no-mask,not-face.');
  }
  return labels;
}

/** A parser of `--keys`. @example parseKeys('1=mask,0=not-face'); // { '0': 'not-face', '1': 'mask' } */
export function parseKeys(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => /^\s*(\d)\s*=\s*(.*\S)\s*$/.exec(pair));
  const keys = pairs.map((pair) => pair?.[1]);
  if (pairs.includes(null) || new Set(keys).size < keys.length) {
    throw new InvalidArgumentError(
      'It takes digits with labels, each digit once, such as 1=mask,2=no-mask,0=not-face.',
    );
  }
  return Object.fromEntries(pairs.map((pair) => [pair![1]!, pair![2]!]));
}
