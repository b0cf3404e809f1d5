import type { SplitItem } from './split-item.js';
import type { SplitEntry } from './split-file.js';

/** Items and the names that they share, as numbers: items first, then names. */
export interface Links {
  /** Items and names in all. */
  readonly size: number;
  /** Where the names of each item begin in `names`; one more at the end. */
  readonly starts: Int32Array;
  readonly names: Int32Array;
}

/**
 * Numbers for the group names of the items. Group mates of an earlier split stay mates: their group's name is one more
 * that they share, apart from names that are given now.
 * @param earlierEntries - of each item; empty without an earlier split.
 */
export function linkItems(
  items: readonly SplitItem[],
  earlierEntries: readonly (SplitEntry | undefined)[],
): Links {
  const given = new Map<string, number>();
  const earlier = new Map<string, number>();
  let size = items.length;
  const numberOf = (name: string, numbers: Map<string, number>) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, size);
    return size++;
  };
  const starts = new Int32Array(items.length + 1);
  const names: number[] = [];
  items.forEach(({ groups }, i) => {
    groups?.forEach((name) => names.push(numberOf(name, given)));
    const entry = earlierEntries[i];
    if (entry) names.push(numberOf(entry.group, earlier));
    starts[i + 1] = names.length;
  });
  return { size, starts, names: Int32Array.from(names) };
}
