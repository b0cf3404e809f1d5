import { MaskpredError } from '@maskpred/core';
import picocolors from 'picocolors';
import { type CommandContext, write } from '../context.js';
import { type Answers, readAnswers } from './answers.js';
import { compareAnswers } from './comparison.js';
import { formatComparison } from './format-comparison.js';

export interface CompareOptions {
  /** Faces below it are left out, pixels. */
  readonly minSize?: number;
  readonly list?: true;
  readonly json?: true;
}

/** Compares two evaluations on what both were asked about. */
export async function runCompare(
  pathA: string,
  pathB: string,
  { minSize, list, json }: CompareOptions,
  { stdout }: CommandContext,
): Promise<void> {
  const [a, b] = await Promise.all([readAnswers(pathA), readAnswers(pathB)]);
  assertComparable(a, b, minSize);
  const comparison = compareAnswers(a, b, minSize);
  if (comparison.size === 0) {
    throw new MaskpredError(
      'EMPTY_SPLIT',
      `${pathA} and ${pathB} have no ${comparison.unit} in common. Name two evaluations of the same data.`,
    );
  }
  const { disagreements, ...figures } = comparison;
  await write(
    stdout,
    json
      ? `${JSON.stringify(list ? { ...figures, disagreements } : figures)}\n`
      : formatComparison(comparison, { names: [pathA, pathB], ...(list ? { list } : {}) }, picocolors),
  );
}

function assertComparable(a: Answers, b: Answers, minSize: number | undefined): void {
  if (a.unit !== b.unit) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `One is about ${a.unit}, the other about ${b.unit}. Name two evaluations of the same kind.`,
    );
  }
  if (a.unit === 'pictures' && minSize !== undefined) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      '--min-size: is for the faces of scenes, and these are crops.',
    );
  }
  const isFacesOnly = ({ byKey }: Answers) =>
    [...byKey.values()].some(({ isRight, called }) => isRight && called === undefined);
  if (isFacesOnly(a) !== isFacesOnly(b)) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      'One was evaluated with --detector-only and the other was not: right means something else in each.',
    );
  }
}
