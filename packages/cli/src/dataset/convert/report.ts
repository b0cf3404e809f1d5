import type { DatasetIssue, OptionalField, WritableFormat } from '@maskpred/dataset';
import type { ReadDatasetResult, WriteDatasetResult } from '@maskpred/dataset/node';
import Table from 'cli-table3';
import { failureOf, printable } from '../../failure.js';

export interface ConvertPlaces {
  readonly from: string;
  readonly to: string;
  readonly images: 'copy' | 'link' | 'none';
}

/** As many lines of issues are shown: a screenful. */
const MAX_LINES = 20;

const FIELD_NAMES: Readonly<Record<OptionalField, string>> = {
  difficult: 'boxes marked difficult',
  score: 'scores of boxes',
  isVerified: 'pictures marked verified or not',
  license: 'licences of pictures',
};

/** What is wrong, a line each: first what failed, then what is dirty; capped. */
export function formatReport({ issues, failures }: ReadDatasetResult, isListedElsewhere: boolean): string {
  const place = ({ file, line }: { file: string; line?: number }) => JSON.stringify([file, line]);
  const told = new Set(failures.map(place));
  const lines = [
    ...failures.map(({ error }) => `${printable(error.message)} (${error.code})\n`),
    ...issues.filter((issue) => !told.has(place(issue))).map(formatIssue),
  ];
  const rest = lines.length - MAX_LINES;
  if (rest <= 0) return lines.join('');
  const where = isListedElsewhere ? '' : ' --json or --issues <file> lists all of them.';
  return `${lines.slice(0, MAX_LINES).join('')}… and ${rest} more.${where}\n`;
}

/** The result for people. */
export function formatSummary(
  { from, to, images }: ConvertPlaces,
  format: WritableFormat,
  { format: source, dataset, issues, failures }: ReadDatasetResult,
  { pictures, lost }: WriteDatasetResult,
): string {
  const boxes = countBoxes(dataset.images);
  const total = [...boxes.values()].reduce((sum, count) => sum + count, 0);
  const table = new Table({ head: ['id', 'label', 'boxes'], style: { head: [], border: [] } });
  for (const [id, label] of dataset.labels.entries()) {
    table.push([String(id), printable(label), String(boxes.get(label) ?? 0)]);
  }
  const done = { copy: 'copied', link: 'linked', none: 'left where they are' }[images];
  const count = images === 'none' ? '' : `${pictures} `;
  const lines = [
    `${from} (${source}) to ${to} (${format}): ${dataset.images.length} pictures, ${total} boxes; ${count}pictures ${done}.`,
    table.toString(),
    ...formatKinds(issues),
    ...[...lost].map(([field, number]) => `Not in ${format}: ${number} ${FIELD_NAMES[field]}.`),
  ];
  if (failures.length > 0) lines.push(`${failures.length} could not be used and are left out.`);
  return `${lines.join('\n')}\n`;
}

/** The result for programs. */
export function toJson(
  { from, to, images }: ConvertPlaces,
  format: WritableFormat,
  { format: source, dataset, issues, failures }: ReadDatasetResult,
  written?: WriteDatasetResult,
): string {
  const boxes = countBoxes(dataset.images);
  return JSON.stringify({
    from: { path: from, format: source },
    to: { path: to, format },
    isWritten: written !== undefined,
    images: dataset.images.length,
    pictures: { way: images, count: written?.pictures ?? 0 },
    labels: dataset.labels.map((label, id) => ({ id, label, boxes: boxes.get(label) ?? 0 })),
    lost: Object.fromEntries(written?.lost ?? []),
    issues,
    failures: failures.map(({ file, line, error }) => ({
      file,
      ...(line === undefined ? {} : { line }),
      error: failureOf(error),
    })),
  });
}

/** @example formatIssue({ kind: 'size-wrong', file: 'a.xml', line: 3, message: '…', isFixed: true }); // 'a.xml:3: … (size-wrong)\n' */
function formatIssue({ kind, file, line, message }: DatasetIssue): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${printable(`${place}: ${message}`)} (${kind})\n`;
}

function formatKinds(issues: readonly DatasetIssue[]): string[] {
  const counts = new Map<string, { all: number; fixed: number }>();
  for (const { kind, isFixed } of issues) {
    const { all = 0, fixed = 0 } = counts.get(kind) ?? {};
    counts.set(kind, { all: all + 1, fixed: fixed + (isFixed ? 1 : 0) });
  }
  return [...counts].map(
    ([kind, { all, fixed }]) =>
      `${all} × ${kind}${fixed > 0 ? `, ${fixed === all ? 'all' : fixed} repaired` : ''}`,
  );
}

function countBoxes(images: ReadDatasetResult['dataset']['images']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { annotations } of images) {
    for (const { label } of annotations) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}
