import { assertArgument } from '@maskpred/core';
import { annotationError } from './annotation-error.js';
import { readJson } from './json-file.js';

/**
 * Name of the project file that owns the class ids: a JSON list of labels, the first has id 0. It stands in the folder of
 * a data set, is read wherever ids matter, and is only ever added to at its end.
 */
export const LABELS_FILE = 'labels.json';

/** A megabyte holds more labels than anybody has; bytes. */
const MAX_LABELS_BYTES = 2 ** 20;

/**
 * The labels of a `labels.json` in the order of their class ids.
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when it is not a list of different, non-empty texts.
 * @example
 * console.log(parseLabels('["mask", "no-mask"]')); // [ 'mask', 'no-mask' ]
 */
export function parseLabels(json: string, file: string = LABELS_FILE): string[] {
  const { value, lineOf } = readJson(json, file, MAX_LABELS_BYTES);
  const fail = (problem: string, path: readonly PropertyKey[]) =>
    annotationError(
      { file, line: lineOf(path) },
      problem,
      'It is a JSON list of labels in the order of their class ids, such as ["mask", "no-mask"].',
    );
  if (!Array.isArray(value) || value.length === 0) throw fail('expected a list of labels', []);
  const seen = new Set<string>();
  for (const [index, label] of value.entries()) {
    if (typeof label !== 'string' || label.trim() === '' || label !== label.trim()) {
      throw fail('expected a label: text without spaces at its ends', [index]);
    }
    if (seen.has(label)) throw fail(`the label ${JSON.stringify(label)} comes twice`, [index]);
    seen.add(label);
  }
  return [...seen];
}

/**
 * The text of a `labels.json`.
 * @throws {MaskpredError} INVALID_ARGUMENT for labels that are empty, come twice or have spaces at an end.
 */
export function formatLabels(labels: readonly string[]): string {
  assertLabels(labels);
  return `${JSON.stringify(labels, undefined, 2)}\n`;
}

/** @throws {MaskpredError} INVALID_ARGUMENT. */
export function assertLabels(labels: readonly string[]): void {
  assertArgument(
    labels.every((label) => label !== '' && label === label.trim()) && new Set(labels).size === labels.length,
    `Labels are different texts without spaces at their ends, got ${JSON.stringify(labels)}.`,
  );
}

/** The class id of a label: its place in the list. @throws {MaskpredError} INVALID_ARGUMENT when it is not in it. */
export function createClassIds(labels: readonly string[]): (label: string) => number {
  assertLabels(labels);
  const ids = new Map(labels.map((label, id) => [label, id]));
  return (label) => {
    const id = ids.get(label);
    assertArgument(
      id !== undefined,
      `The label ${JSON.stringify(label)} is not in the list of labels (${labels.join(', ')}), so it has no class id. Add it at the end.`,
    );
    return id;
  };
}
