import { MaskpredError } from '@maskpred/core';

/** What true labels count as, and what a person should know of it. */
export interface LabelRule {
  /** Of the true labels that count as another one. */
  readonly labelMap: Readonly<Record<string, string>>;
  /** A sentence each. */
  readonly notes: readonly string[];
}

/** A mask worn wrong protects nobody, so it counts as none where a model has no label of its own for it. */
const WORN_WRONG = 'incorrect-mask';
const BARE = 'no-mask';

/**
 * What the true labels count as for a model.
 * @param given - from `--as`.
 * @param hint - what else can be done when no label is known.
 * @throws {MaskpredError} INVALID_ARGUMENT for a label that does not occur or that the model does not have; UNKNOWN_LABEL
 * when the model has none of the true labels.
 */
export function settleLabels(
  truths: readonly string[],
  known: readonly string[],
  given: ReadonlyMap<string, string>,
  hint = '',
): LabelRule {
  assertGiven(truths, known, given);
  const labelMap = Object.fromEntries(given);
  const notes: string[] = [];
  const isUnknown = (truth: string) => !known.includes(labelMap[truth] ?? truth);
  if (truths.includes(WORN_WRONG) && isUnknown(WORN_WRONG) && known.includes(BARE)) {
    labelMap[WORN_WRONG] = BARE;
    notes.push(`${WORN_WRONG} counts as ${BARE}: the model has no such label (--as says otherwise).`);
  }
  const unknown = truths.filter(isUnknown);
  if (unknown.length > 0 && unknown.length === truths.length) {
    throw new MaskpredError(
      'UNKNOWN_LABEL',
      `The labels ${truths.join(', ')} are none of the model's (${known.join(', ')}). Say which is which, such as --as ${truths[0]}=${known[0]}${hint}.`,
    );
  }
  for (const truth of unknown) {
    notes.push(
      `The model has no label ${truth}, so it is wrong each time; --as ${truth}=<label> says what it counts as.`,
    );
  }
  return { labelMap, notes };
}

function assertGiven(
  truths: readonly string[],
  known: readonly string[],
  given: ReadonlyMap<string, string>,
): void {
  for (const [from, to] of given) {
    if (!truths.includes(from)) {
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `--as ${from}=${to}: no picture is labelled ${from}. There is: ${truths.join(', ')}.`,
      );
    }
    if (!known.includes(to)) {
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `--as ${from}=${to}: the model has no label ${to}. It has: ${known.join(', ')}.`,
      );
    }
  }
}
