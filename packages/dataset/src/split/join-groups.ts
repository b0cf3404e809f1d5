import { createDisjointSets } from './disjoint-sets.js';
import { type Links, linkItems } from './link-items.js';
import type { LeftOut, SplitItem } from './split-item.js';
import type { SplitEntry } from './split-file.js';

/** Items in groups; typed arrays, because there may be millions. */
export interface JoinedGroups {
  /** Number of each item's group; -1 for an item that is left out. Groups are numbered by their first item. */
  readonly groupOf: Int32Array;
  readonly names: readonly string[];
  /** The part that an earlier split fixes, a group each. */
  readonly fixedParts: readonly (string | undefined)[];
}

const NONE = -1;
const CONFLICT = -2;
/** Above every ratio. */
const NEW_RANK = 2;

/**
 * The groups of the items, and who can stand in none. Items are taken in the order of the earlier parts, smallest ratio
 * first, then the new ones; one whose names belong to groups of two parts is left out.
 * @param items - sorted by id.
 */
export function joinGroups(
  items: readonly SplitItem[],
  previous: readonly SplitEntry[],
  ratios: ReadonlyMap<string, number>,
): { groups: JoinedGroups; leftOut: LeftOut[] } {
  const earlier = findEarlier(items, previous);
  const partNames = [...new Set(previous.map(({ part }) => part))];
  const partNumbers = new Map(partNames.map((part, number) => [part, number]));
  const links = linkItems(items, earlier);
  const sets = createDisjointSets(links.size);
  const partOfSet = new Int32Array(links.size).fill(NONE);
  const isOut = new Uint8Array(items.length);
  const leftOut: LeftOut[] = [];

  for (const i of orderOf(items, earlier, ratios)) {
    const own = earlier[i]?.part;
    let part = own === undefined ? NONE : partNumbers.get(own)!;
    for (let k = links.starts[i]!; k < links.starts[i + 1]!; k++) {
      const other = partOfSet[sets.find(links.names[k]!)]!;
      if (other === NONE || other === part) continue;
      part = part === NONE ? other : CONFLICT;
    }
    if (part === CONFLICT) {
      isOut[i] = 1;
      const joined = partsAround(i, links, (name) => partOfSet[sets.find(name)]!);
      leftOut.push({
        id: items[i]!.id,
        reason: reasonOf(own, joined.map((number) => partNames[number]!).sort()),
      });
      continue;
    }
    let root = i;
    for (let k = links.starts[i]!; k < links.starts[i + 1]!; k++) root = sets.union(root, links.names[k]!);
    partOfSet[sets.find(root)] = part;
  }

  const groupOf = new Int32Array(items.length).fill(NONE);
  const numberOfRoot = new Int32Array(links.size).fill(NONE);
  const firsts: number[] = [];
  const fixedParts: (string | undefined)[] = [];
  for (let i = 0; i < items.length; i++) {
    if (isOut[i]) continue;
    const root = sets.find(i);
    if (numberOfRoot[root] === NONE) {
      numberOfRoot[root] = firsts.length;
      firsts.push(i);
      fixedParts.push(partNames[partOfSet[root]!]);
    }
    groupOf[i] = numberOfRoot[root]!;
  }
  const names = nameGroups(firsts, groupOf, items, earlier);
  return { groups: { groupOf, names, fixedParts }, leftOut: leftOut.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Items in each group. */
export function countMembers({ groupOf, names }: JoinedGroups): Int32Array {
  const sizes = new Int32Array(names.length);
  for (const group of groupOf) if (group !== NONE) sizes[group]! += 1;
  return sizes;
}

/** The sizes of the groups that the items' names alone make, whatever an earlier split said. */
export function groupSizes(items: readonly SplitItem[]): Int32Array {
  const { size, starts, names } = linkItems(items, []);
  const sets = createDisjointSets(size);
  items.forEach((_, i) => {
    for (let k = starts[i]!; k < starts[i + 1]!; k++) sets.union(i, names[k]!);
  });
  const sizes = new Int32Array(size);
  items.forEach((_, i) => (sizes[sets.find(i)]! += 1));
  return sizes.filter((count) => count > 0);
}

/** What an earlier split says of each item; empty without one. */
type EarlierEntries = readonly (SplitEntry | undefined)[];

function findEarlier(items: readonly SplitItem[], previous: readonly SplitEntry[]): EarlierEntries {
  if (previous.length === 0) return [];
  const before = new Map(previous.map((entry) => [entry.id, entry]));
  return items.map(({ id }) => before.get(id));
}

/** What is measured on is kept whole: items of small parts come first, so those of large ones give way. */
function orderOf(
  items: readonly SplitItem[],
  earlier: EarlierEntries,
  ratios: ReadonlyMap<string, number>,
): Iterable<number> {
  if (earlier.length === 0) return items.keys();
  const rankOf = (part: string | undefined) => (part === undefined ? NEW_RANK : (ratios.get(part) ?? 0));
  const ranks = earlier.map((entry) => rankOf(entry?.part));
  const levels = [...new Set(ranks)].sort((a, b) => a - b);
  return levels.flatMap((level) => [...ranks.keys()].filter((i) => ranks[i] === level));
}

/** Numbers of the parts that an item's names belong to. */
function partsAround(i: number, links: Links, partOf: (name: number) => number): number[] {
  const names = links.names.subarray(links.starts[i], links.starts[i + 1]);
  return [...new Set(Array.from(names, partOf))].filter((part) => part !== NONE);
}

function reasonOf(own: string | undefined, parts: readonly string[]): string {
  if (own === undefined) return `joins groups of ${parts.join(' and ')}`;
  return `stood in ${own}, but joins groups of ${parts.filter((part) => part !== own).join(' and ')} by now`;
}

/** After the first by code unit of what an earlier split called its members' groups, else after the first member. */
function nameGroups(
  firsts: readonly number[],
  groupOf: Int32Array,
  items: readonly SplitItem[],
  earlier: EarlierEntries,
): string[] {
  const names = new Array<string | undefined>(firsts.length).fill(undefined);
  earlier.forEach((entry, i) => {
    const group = groupOf[i]!;
    if (!entry || group === NONE) return;
    if (names[group] === undefined || entry.group < names[group]) names[group] = entry.group;
  });
  // An earlier group may be called after a picture that has left it; a new group of that picture needs another name.
  const taken = new Set(names.filter((name) => name !== undefined));
  return firsts.map((first, group) => {
    if (names[group] !== undefined) return names[group];
    const { id } = items[first]!;
    let name = id;
    for (let n = 2; taken.has(name); n++) name = `${id} (${n})`;
    if (taken.size > 0) taken.add(name);
    return name;
  });
}
