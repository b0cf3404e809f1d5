import { assertArgument } from '@maskpred/core';

/**
 * The share of each label, in their order and summing to 1; labels that `given` does not name share the rest equally.
 * @throws {MaskpredError} INVALID_ARGUMENT for an unknown label, a share that is not between 0 and 1, or shares that leave
 * nothing for the others.
 */
export function completePriors(labels: readonly string[], given: Readonly<Record<string, number>>): number[] {
  for (const [label, share] of Object.entries(given)) {
    assertArgument(
      labels.includes(label),
      `There is no label "${label}" to give a prior; there are ${labels.join(', ')}.`,
    );
    assertArgument(share > 0 && share < 1, `The prior of ${label} is a share between 0 and 1, got ${share}.`);
  }
  const rest = 1 - Object.values(given).reduce((sum, share) => sum + share, 0);
  const unnamed = labels.filter((label) => !(label in given)).length;
  const fits = unnamed > 0 ? rest > 0 : Math.abs(rest) < 1e-6;
  assertArgument(
    fits,
    `The priors ${JSON.stringify(given)} leave ${rest.toFixed(3)} for ${unnamed} other labels.`,
  );
  return labels.map((label) => given[label] ?? rest / unnamed);
}

/**
 * Logits, rows of `priors.length`, divided by the temperature and corrected from the shares of the labels that the network
 * learnt from to those of its use (Saerens et al. 2002, Neural Computation 14:21).
 */
export function correctLogits(
  logits: Float32Array,
  temperature: number,
  priors: readonly number[],
  learnt: readonly number[],
): Float32Array {
  const offsets = priors.map((share, i) => Math.log(share / learnt[i]!));
  return logits.map((value, i) => value / temperature + offsets[i % offsets.length]!);
}
