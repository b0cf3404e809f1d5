import { assertArgument } from '@maskpred/core';
import { assertLabels } from '../../formats/labels.js';
import { UNDECIDED_LABELS } from '../state/decide.js';

/** Labels where nobody says other ones, and the keys that give them. */
export const LABEL_DEFAULTS = Object.freeze({
  labels: Object.freeze(['mask', 'no-mask', 'incorrect-mask', 'not-face']) as readonly string[],
  /** Key by label. */
  keys: Object.freeze({
    mask: '1',
    'no-mask': '2',
    'incorrect-mask': '3',
    'not-face': '0',
  }) as Readonly<Record<string, string>>,
});

/** The labels that can be given. */
export interface ProjectLabels {
  readonly labels: readonly string[];
  /** Key by label; the tenth label and those behind it have none, unless one was given. */
  readonly keys: Readonly<Record<string, string>>;
  /** Adds labels that were met at the end; false when all are known. */
  add(met: Iterable<string>): boolean;
}

export interface ProjectLabelsOptions {
  /** @default those of the folder, else those of {@link LABEL_DEFAULTS} */
  readonly labels?: readonly string[];
  /** Label by key, such as `{ '1': 'mask' }`. @default those of {@link LABEL_DEFAULTS}, then 1 to 9 in order */
  readonly keys?: Readonly<Record<string, string>>;
  /** The folder's own list. */
  readonly folder: readonly string[] | undefined;
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** What the page uses keys for is not a label's: letters, arrows, punctuation. */
const KEY = /^\d$/;

/**
 * @throws {MaskpredError} INVALID_ARGUMENT for labels that come twice, keys that are no digits, and keys of labels that
 * there are not.
 */
export function createProjectLabels({
  labels: given,
  keys: chosen,
  folder,
}: ProjectLabelsOptions): ProjectLabels {
  if (given) assertLabels(given);
  assertArgument(given === undefined || given.length > 0, 'At least one label is needed, got none.');
  const labels = [...(given ?? folder ?? LABEL_DEFAULTS.labels)];
  for (const [key, label] of Object.entries(chosen ?? {})) {
    assertArgument(KEY.test(key), `A key is a digit from 0 to 9, got ${JSON.stringify(key)}.`);
    assertArgument(
      labels.includes(label),
      `The key ${key} is given to ${JSON.stringify(label)}, which is not among the labels ${labels.join(', ')}.`,
    );
  }
  let keys = assignKeys(labels, chosen);
  return {
    get labels() {
      return labels;
    },
    get keys() {
      return keys;
    },
    add(met) {
      const added = [...new Set(met)].filter(
        (label) => !labels.includes(label) && !UNDECIDED_LABELS.includes(label),
      );
      labels.push(...added);
      if (added.length > 0) keys = assignKeys(labels, chosen);
      return added.length > 0;
    },
  };
}

function assignKeys(
  labels: readonly string[],
  chosen: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const keyOf = new Map(Object.entries(chosen).map(([key, label]) => [label, key]));
  const taken = new Set(keyOf.values());
  const take = (label: string, key: string | undefined) => {
    if (key === undefined || taken.has(key) || keyOf.has(label)) return;
    taken.add(key);
    keyOf.set(label, key);
  };
  for (const label of labels) take(label, LABEL_DEFAULTS.keys[label]);
  for (const label of labels)
    take(
      label,
      DIGITS.find((digit) => !taken.has(digit)),
    );
  return Object.fromEntries(
    labels.flatMap((label) => (keyOf.has(label) ? [[label, keyOf.get(label)!]] : [])),
  );
}
