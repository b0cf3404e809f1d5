import type { Colors } from 'picocolors/types.js';
import { printable } from '../failure.js';
import { createTable } from '../predict-lines.js';
import type { Comparison, Disagreement, PairedFigures } from './comparison.js';

/** From this p-value on a difference is said to be there; the usual convention. */
const SIGNIFICANT = 0.05;

export interface FormatOptions {
  /** What A and B are, as the user named them. */
  readonly names: readonly [string, string];
  /** Whether what differs is listed. */
  readonly list?: true;
}

/** A comparison for people: a table, what was left out, and what it comes to. */
export function formatComparison(
  comparison: Comparison,
  { names, list }: FormatOptions,
  colors: Colors,
): string {
  const { unit, perLabel, disagreements } = comparison;
  const table = createTable(
    ['', unit, 'both right', 'only A', 'only B', 'both wrong', 'A', 'B', 'B - A', '95 % interval', 'p'],
    colors,
    0,
  );
  table.push(rowOf('all', comparison));
  if (perLabel.length > 1)
    for (const figures of perLabel) table.push(rowOf(printable(figures.label), figures));
  const lines = [
    `A: ${printable(names[0])}`,
    `B: ${printable(names[1])}`,
    '',
    table.toString(),
    '',
    ...leftOutLines(comparison),
    verdictOf(comparison),
    ...(list && disagreements.length > 0 ? ['', listOf(disagreements, colors)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** One sentence that claims no more than the figures do. */
export function verdictOf({ unit, size, counts: { onlyA, onlyB }, difference, p }: Comparison): string {
  const differing = onlyA + onlyB;
  if (differing === 0) return `A and B are right about the same of these ${size} ${unit}.`;
  const [better, more, other, fewer] = onlyB > onlyA ? ['B', onlyB, 'A', onlyA] : ['A', onlyA, 'B', onlyB];
  const split = `${differing} differ, ${more} of them right by ${better} alone and ${fewer} by ${other} alone`;
  if (p >= SIGNIFICANT) {
    return `These ${size} ${unit} do not show which is better: ${split}, which chance alone does often enough (p = ${formatP(p)}).`;
  }
  const [low, high] = onlyB > onlyA ? [difference.low, difference.high] : [-difference.high, -difference.low];
  return (
    `On these ${size} ${unit} ${better} is right more often, by ${points(Math.abs(difference.value))} percentage points ` +
    `(95 % interval ${points(low)} to ${points(high)}): ${split}, which chance alone would rarely do (p ${equals(p)}).`
  );
}

function leftOutLines({ unit, leftOut: { onlyInA, onlyInB, otherTruth } }: Comparison): string[] {
  const parts = [
    ...(onlyInA > 0 ? [`${onlyInA} only in A`] : []),
    ...(onlyInB > 0 ? [`${onlyInB} only in B`] : []),
    ...(otherTruth > 0 ? [`${otherTruth} with another true label`] : []),
  ];
  return parts.length === 0 ? [] : [`Left out: ${parts.join(', ')} (${unit}).`];
}

function rowOf(name: string, { size, counts, a, b, difference, p }: PairedFigures): string[] {
  const { bothRight, onlyA, onlyB, bothWrong } = counts;
  return [
    name,
    ...[size, bothRight, onlyA, onlyB, bothWrong].map(String),
    `${points(a.value)} %`,
    `${points(b.value)} %`,
    signed(difference.value),
    `${signed(difference.low)} to ${signed(difference.high)}`,
    formatP(p),
  ];
}

function listOf(disagreements: readonly Disagreement[], colors: Colors): string {
  const areFaces = disagreements.some(({ box }) => box); // else whole pictures
  const head = ['right', 'picture', ...(areFaces ? ['x', 'y'] : []), 'truth', 'A', 'B'];
  const table = createTable(head, colors);
  for (const { image, box, truth, a = '', b = '', right } of disagreements) {
    const place = box ? [String(Math.round(box.x)), String(Math.round(box.y))] : [];
    table.push([
      right.toUpperCase(),
      printable(image),
      ...place,
      printable(truth),
      printable(a),
      printable(b),
    ]);
  }
  return table.toString();
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}

function signed(share: number): string {
  const text = points(share);
  return share > 0 ? `+${text}` : text;
}

function formatP(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(p < 0.01 ? 4 : 2);
}

function equals(p: number): string {
  return p < 0.0001 ? formatP(p) : `= ${formatP(p)}`;
}
