import { countMembers, type JoinedGroups } from './join-groups.js';
import { seededHash } from './seeded-hash.js';

/**
 * The part of each group. Groups that an earlier split has placed stay; the others follow, the largest first and equal
 * ones as the seed has it, each to the part where it makes the counts by label fit the ratios best.
 *
 * What is made smallest is the sum over parts and labels of (count - target)^2 / target, the statistic of Pearson's
 * chi-square test. For groups of one item this is Sainte-Laguë's rule, so every label is rounded as fairly as can be.
 *
 * @param labels - one an item, as numbers from 0.
 */
export function assignParts(
  groups: JoinedGroups,
  labels: Int32Array,
  ratios: ReadonlyMap<string, number>,
  seed: number,
): string[] {
  const parts = [...ratios.keys()].sort();
  const members = listMembers(groups);
  const labelCount = labels.reduce((highest, label) => Math.max(highest, label), -1) + 1;
  const totals = new Float64Array(labelCount);
  const counts = parts.map(() => new Float64Array(labelCount));
  const assigned = [...groups.fixedParts];
  const labelsOf = (group: number) =>
    members.items.subarray(members.starts[group], members.starts[group + 1]);
  const addTo = (target: Float64Array, group: number) => {
    for (const item of labelsOf(group)) target[labels[item]!]! += 1;
  };

  assigned.forEach((part, group) => {
    // what an earlier split put into a part without a ratio is not shared out
    if (part !== undefined && !ratios.has(part)) return;
    addTo(totals, group);
    if (part !== undefined) addTo(counts[parts.indexOf(part)]!, group);
  });
  const targets = parts.map((part) => totals.map((total) => total * ratios.get(part)!));

  /** By how much a group adds to the statistic: its members one after the other. */
  const costOf = (p: number, group: number) => {
    const [count, target] = [counts[p]!, targets[p]!];
    let cost = 0;
    for (const item of labelsOf(group)) {
      const label = labels[item]!;
      cost += (1 + 2 * (count[label]! - target[label]!)) / target[label]!;
      count[label]! += 1;
    }
    for (const item of labelsOf(group)) count[labels[item]!]! -= 1;
    return cost;
  };

  for (const group of orderOf(groups, members.starts, seed)) {
    let best = 0;
    let lowest = Infinity;
    for (let p = 0; p < parts.length; p++) {
      const cost = costOf(p, group);
      if (cost < lowest) [best, lowest] = [p, cost];
    }
    assigned[group] = parts[best]!;
    addTo(counts[best]!, group);
  }
  return assigned as string[];
}

/** The items of each group, one group after the other. */
function listMembers(groups: JoinedGroups): { items: Int32Array; starts: Int32Array } {
  const sizes = countMembers(groups);
  const starts = new Int32Array(sizes.length + 1);
  sizes.forEach((size, g) => (starts[g + 1] = starts[g]! + size));
  const items = new Int32Array(starts[sizes.length]!);
  const next = starts.slice();
  groups.groupOf.forEach((group, item) => {
    if (group >= 0) items[next[group]!++] = item;
  });
  return { items, starts };
}

/** New groups, the largest first, since small ones can even out what large ones leave. */
function orderOf({ names, fixedParts }: JoinedGroups, starts: Int32Array, seed: number): Uint32Array {
  const sizes = names.map((_, g) => starts[g + 1]! - starts[g]!);
  const hashes = Uint32Array.from(names, (name) => seededHash(name, seed));
  const isNew = (g: number) => fixedParts[g] === undefined;
  return Uint32Array.from([...names.keys()].filter(isNew)).sort(
    (a, b) => sizes[b]! - sizes[a]! || hashes[a]! - hashes[b]! || a - b,
  );
}
