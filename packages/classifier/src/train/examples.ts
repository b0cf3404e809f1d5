import { type Random, shuffle } from '@maskpred/core';

/** One feature vector with its label. */
export interface Example {
  readonly key: string;
  /** Index into the labels. */
  readonly label: number;
}

/**
 * `count` examples in random order, each label equally often, however few pictures one has: a rare label would else be
 * given up for the common ones. A label's examples repeat only when all were drawn.
 */
export function drawBalanced(
  examples: readonly Example[],
  labelCount: number,
  count: number,
  random: Random,
): Example[] {
  const byLabel = Array.from({ length: labelCount }, (_, label) => examples.filter((e) => e.label === label));
  const present = byLabel.filter((group) => group.length > 0);
  const each = Math.ceil(count / Math.max(1, present.length));
  const drawn = present.flatMap((group) => {
    const picked: Example[] = [];
    while (picked.length < each) picked.push(...shuffle(group, random).slice(0, each - picked.length));
    return picked;
  });
  return shuffle(drawn, random);
}
