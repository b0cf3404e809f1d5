import { createRandom, shuffle } from '@maskpred/core';

/** One vector of the caches with its label. */
export interface Example {
  readonly key: string;
  /** Index into the labels. */
  readonly label: number;
}

/**
 * What is done about labels that have fewer pictures than others, which would else be given up for the common ones:
 * `sampling` draws each label equally often, `weights` counts each picture by how rare its label is, `none` does nothing.
 */
export type Balance = 'sampling' | 'weights' | 'none';

/**
 * `count` examples of an epoch in random order. With `sampling` each label comes equally often, however few pictures one
 * has, and a label's examples repeat only when all were drawn; else an example repeats only when all were drawn.
 */
export function drawExamples(
  examples: readonly Example[],
  options: { readonly balance: Balance; readonly count: number; readonly seed: number },
): Example[] {
  const { balance, count, seed } = options;
  const random = createRandom(seed);
  const draw = (pool: readonly Example[], size: number) => {
    const picked: Example[] = [];
    while (picked.length < size) picked.push(...shuffle(pool, random).slice(0, size - picked.length));
    return picked;
  };
  if (examples.length === 0) return [];
  if (balance !== 'sampling') return draw(examples, count);
  const groups = [...groupByLabel(examples).values()];
  const each = Math.ceil(count / groups.length);
  return shuffle(
    groups.flatMap((group) => draw(group, each)),
    random,
  );
}

/**
 * How much an example of each label counts in the loss, 1 on average: with `weights` the rarer the more, else all alike.
 */
export function weightsOf(examples: readonly Example[], labelCount: number, balance: Balance): number[] {
  const groups = groupByLabel(examples);
  return Array.from({ length: labelCount }, (_, label) => {
    const own = groups.get(label)?.length ?? 0;
    return balance === 'weights' && own > 0 ? examples.length / (groups.size * own) : 1;
  });
}

/** How often a network that learnt with this balance met each label, 1 in all. */
export function learntShares(examples: readonly Example[], labelCount: number, balance: Balance): number[] {
  const groups = groupByLabel(examples);
  return Array.from({ length: labelCount }, (_, label) =>
    balance === 'none' ? (groups.get(label)?.length ?? 0) / examples.length : 1 / labelCount,
  );
}

function groupByLabel(examples: readonly Example[]): Map<number, Example[]> {
  const groups = new Map<number, Example[]>();
  for (const example of examples) {
    const group = groups.get(example.label);
    if (group) group.push(example);
    else groups.set(example.label, [example]);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}
