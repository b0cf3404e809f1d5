import type { Split } from '@maskpred/dataset';
import Table from 'cli-table3';
import { printable } from '../../failure.js';

/** Pictures by part and label. */
export type PartCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function countParts({ entries }: Split): PartCounts {
  const counts: Record<string, Record<string, number>> = {};
  for (const { part, label } of entries) {
    const labels = (counts[part] ??= {});
    labels[label] = (labels[label] ?? 0) + 1;
  }
  return counts;
}

/** The split as a table with what a random one would have leaked. */
export function formatSplitSummary(split: Split, file: string): string {
  const { entries, leftOut, leak } = split;
  const counts = countParts(split);
  const labels = [...new Set(entries.map(({ label }) => label))].sort();
  const table = new Table({ head: ['', ...labels, 'pictures', 'share'], style: { head: [], border: [] } });
  for (const [part, byLabel] of Object.entries(counts)) {
    const total = Object.values(byLabel).reduce((sum, count) => sum + count, 0);
    const cells = labels.map((label) => String(byLabel[label] ?? 0));
    table.push([part, ...cells, String(total), percent(total / entries.length)]);
  }
  const sizes = new Map<string, number>();
  for (const { group } of entries) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const several = [...sizes.values()].filter((size) => size > 1);
  const inGroups = several.reduce((sum, size) => sum + size, 0);
  const lines = [
    table.toString(),
    `${inGroups} of ${entries.length} pictures stand in ${several.length} groups of several, none of them in two parts.`,
    `A random split would have leaked: ${percent(leak)} of the pictures kept out would have had a group mate in training.`,
    ...leftOut.map(({ id, reason }) => `Left out: ${printable(id)} ${reason}.`),
    file,
  ];
  return `${lines.join('\n')}\n`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
