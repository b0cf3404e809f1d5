import type { Count, DatasetStats, Spread } from '@maskpred/dataset';
import Table from 'cli-table3';
import { printable } from '../../failure.js';

/** The statistics of a data set as tables for a terminal. */
export function formatStats(stats: DatasetStats): string {
  const { pictures, unreadable, byteLength, labels, boxes, layout } = stats;
  const megabytes = (byteLength / 1e6).toFixed(1);
  const lines = [
    `${pictures} pictures, ${megabytes} MB${boxes > 0 ? `, ${boxes} labelled boxes` : ''}` +
      `${unreadable > 0 ? `, ${unreadable} that cannot be read` : ''}.`,
  ];
  if (labels.length > 0) lines.push(countTable('label', labels));
  if (layout !== 'pictures') lines.push(countTable('face, shorter side (px)', trimSizes(stats.faceSizes)));
  if (layout !== 'image-folder')
    lines.push(countTable('picture, shorter side (px)', trimSizes(stats.pictureSizes)));
  lines.push(countTable('format', stats.formats));
  if (isKnown(stats.sources)) lines.push(countTable('source', stats.sources));
  if (isKnown(stats.licenses)) lines.push(countTable('licence', stats.licenses));
  lines.push(spreadTable(stats));
  return `${lines.join('\n')}\n`;
}

/** The rows of the measured values, for every way of showing them. */
export const SPREAD_HEAD = ['', 'least', '5 %', 'median', '95 %', 'most'] as const;

export function spreadRows({ width, height, sharpness, brightness, contrast }: DatasetStats): string[][] {
  const row = (name: string, { min, low, median, high, max }: Spread, digits = 0) => [
    name,
    ...[min, low, median, high, max].map((value) => value.toFixed(digits)),
  ];
  return [
    row('width (px)', width),
    row('height (px)', height),
    row('sharpness', sharpness, 3),
    row('brightness (0 to 255)', brightness),
    row('contrast (0 to 127.5)', contrast),
  ];
}

/** Without a crawl's manifest nothing is known, which is not worth a table. */
export function isKnown(counts: readonly Count[]): boolean {
  return counts.some(({ name }) => name !== 'unknown');
}

/** Without the empty size classes at both ends. */
export function trimSizes(counts: readonly Count[]): readonly Count[] {
  const isUsed = ({ count }: Count) => count > 0;
  return counts.slice(counts.findIndex(isUsed), counts.findLastIndex(isUsed) + 1);
}

function countTable(name: string, counts: readonly Count[]): string {
  const table = new Table({
    head: [name, 'count'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right'],
  });
  for (const { name: value, count } of counts) table.push([printable(value), String(count)]);
  return table.toString();
}

function spreadTable(stats: DatasetStats): string {
  const table = new Table({
    head: [...SPREAD_HEAD],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  table.push(...spreadRows(stats));
  return table.toString();
}
