import { assertArgument } from '@maskpred/core';
import { assignParts } from './assign-parts.js';
import { countMembers, groupSizes, joinGroups } from './join-groups.js';
import { expectedLeak } from './random-leak.js';
import type { SplitEntry } from './split-file.js';
import type { LeftOut, SplitItem } from './split-item.js';

export interface SplitOptions {
  /** Share of each part: above 0, 1 in all. @default { train: 0.8, val: 0.2 } */
  readonly ratios?: Readonly<Record<string, number>>;
  /** Whole number that decides which groups go where; its low 32 bits count. */
  readonly seed: number;
  /** An earlier split: its items keep their part. @default none */
  readonly previous?: readonly SplitEntry[];
}

export interface Split {
  /** By id, in code unit order. */
  readonly entries: readonly SplitEntry[];
  /** By id; empty unless an earlier split is carried on. */
  readonly leftOut: readonly LeftOut[];
  /**
   * What a plain random split would leak: the expected share, 0 to 1, of pictures outside the training part that have a
   * group mate in it. Exact, not drawn.
   */
  readonly leak: number;
}

/** Defaults of {@link splitDataset}. */
export const SPLIT_DEFAULTS = Object.freeze({ ratios: Object.freeze({ train: 0.8, val: 0.2 }) });

/**
 * Parts for every item, so that no group stands in two of them and each label is shared out by the ratios as evenly as
 * whole groups allow. The same items, seed and earlier split give the same result, in whatever order the items come.
 *
 * With an earlier split its items keep their part, also a part without a ratio, and new groups fill up what the ratios ask
 * for. A new item that would join groups of two parts is left out, and so is an old one of the larger part when new groups
 * tie it to a smaller part.
 *
 * A group is named after its first item by id, or as it was named before.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for an id that comes twice, ratios that are not above 0 or are not 1 in all, a
 * seed that is not whole.
 * @example
 * const { entries } = splitDataset(
 *   [
 *     { id: 'a.jpg', label: 'mask', groups: ['page 1'] },
 *     { id: 'b.jpg', label: 'mask', groups: ['page 1'] },
 *     { id: 'c.jpg', label: 'mask' },
 *   ],
 *   { ratios: { train: 0.7, val: 0.3 }, seed: 1 },
 * );
 * console.log(entries.map(({ id, group, part }) => `${id} ${group} ${part}`));
 * // [ 'a.jpg a.jpg train', 'b.jpg a.jpg train', 'c.jpg c.jpg val' ]
 */
export function splitDataset(items: readonly SplitItem[], options: SplitOptions): Split {
  const { ratios = SPLIT_DEFAULTS.ratios, seed, previous = [] } = options;
  const shares = readRatios(ratios);
  assertArgument(Number.isSafeInteger(seed), `A seed is a whole number, got ${seed}.`);
  const sorted = sortItems(items);
  const { groups, leftOut } = joinGroups(sorted, previous, shares);
  const partOf = assignParts(groups, numberLabels(sorted), shares, seed);
  const entries = sorted.flatMap(({ id, label }, i): SplitEntry[] => {
    const group = groups.groupOf[i]!;
    return group < 0 ? [] : [{ id, group: groups.names[group]!, label, part: partOf[group]! }];
  });
  // ties of an earlier split are not what a random split knows, and who is left out may leak all the same
  const sizes = previous.length === 0 ? countMembers(groups) : groupSizes(sorted);
  return { entries, leftOut, leak: expectedLeak(sizes, trainShare(shares)) };
}

/** By id; a list that is in order already, as folders are read, costs nothing. */
function sortItems(items: readonly SplitItem[]): readonly SplitItem[] {
  const isAfter = (i: number) => i === 0 || items[i - 1]!.id < items[i]!.id;
  if (items.every((_, i) => isAfter(i))) return items;
  const sorted = [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (let i = 1; i < sorted.length; i++) {
    assertArgument(sorted[i]!.id !== sorted[i - 1]!.id, `Each id comes once, got ${sorted[i]!.id} twice.`);
  }
  return sorted;
}

function numberLabels(items: readonly SplitItem[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(items, ({ label }) => {
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, numbers.size);
    return numbers.size - 1;
  });
}

function readRatios(ratios: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const shares = new Map(Object.entries(ratios));
  const sum = [...shares.values()].reduce((total, share) => total + share, 0);
  assertArgument(
    [...shares.values()].every((share) => share > 0) && Math.abs(sum - 1) < 1e-9,
    `Ratios are above 0 and 1 in all, such as { train: 0.8, val: 0.2 }, got ${JSON.stringify(ratios)}.`,
  );
  return shares;
}

/** The training part is `train`, or else the largest. */
function trainShare(shares: ReadonlyMap<string, number>): number {
  return shares.get('train') ?? Math.max(...shares.values());
}
