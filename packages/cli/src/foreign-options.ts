import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** What a model that another tool trained does not say about itself, as options give it. */
export interface ForeignModelSettings {
  readonly labels?: readonly string[];
  readonly pixelRange?: readonly [number, number];
}

/** Those of the settings that are given, for `loadClassifier` and `convertClassifier`. */
export function pickForeignOptions({ labels, pixelRange }: ForeignModelSettings): ForeignModelSettings {
  return { ...(labels ? { labels } : {}), ...(pixelRange ? { pixelRange } : {}) };
}

export const labelsOption = () =>
  new Option(
    '--labels <list>',
    "labels of another tool's model in the order of its outputs, such as mask,no-mask; Keras sorts them by the alphabet",
  ).argParser(parseLabels);

export const pixelRangeOption = () =>
  new Option(
    '--pixel-range <low,high>',
    "what the bytes 0 and 255 become for another tool's model (default: -1,1 for MobileNet)",
  ).argParser(parsePixelRange);

function parseLabels(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim());
  if (labels.length < 2 || labels.includes('') || new Set(labels).size < labels.length) {
    throw new InvalidArgumentError('It takes two labels or more, each once, such as mask,no-mask.');
  }
  return labels;
}

function parsePixelRange(text: string): [number, number] {
  const [low, high, ...others] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (low === undefined || high === undefined || others.length > 0 || !(low < high)) {
    throw new InvalidArgumentError('It takes two numbers, the lower first, such as -1,1 or 0,1.');
  }
  return [low, high];
}
