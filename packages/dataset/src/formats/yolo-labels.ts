import { assertArgument, messageOf } from '@maskpred/core';
import { parse as parseYaml, stringify, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { annotationError } from './annotation-error.js';
import { cleanText } from './clean-text.js';
import { assertLabels } from './labels.js';

/** A data.yaml or classes.txt of a megabyte is none; characters. */
const MAX_LENGTH = 2 ** 20;

const dataSchema = z.object({
  names: z.union([z.array(z.string()), z.record(z.string().regex(/^\d+$/), z.string())]),
});

/**
 * The labels of a YOLO `classes.txt` (or `obj.names`): one a line, the first has class id 0.
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line for an empty line between labels, a label that comes
 * twice, or a text longer than a megabyte.
 */
export function parseYoloClasses(text: string, file = 'classes.txt'): string[] {
  assertShort(text, file);
  const lines = cleanText(text)
    .text.trimEnd()
    .split('\n')
    .map((line) => line.trim());
  return assertDifferent(lines[0] === '' && lines.length === 1 ? [] : lines, file, (index) => index + 1);
}

/**
 * The labels of a YOLO `data.yaml`, from its `names`: a list, or a map from class ids.
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED, with file and line where known: no YAML, no `names`, ids that leave
 * gaps, a label that comes twice, or a text longer than a megabyte.
 */
export function parseYoloData(yaml: string, file = 'data.yaml'): string[] {
  assertShort(yaml, file);
  let content: unknown;
  try {
    // `failsafe`: everything is text, also a label such as 007, 1.0 or yes
    content = parseYaml(cleanText(yaml).text, {
      schema: 'failsafe',
      logLevel: 'error', // no warnings on the console; errors are thrown
      maxAliasCount: 100,
    });
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    const problem = `expected YAML, got: ${messageOf(error).split('\n', 1)[0]!.replace(/:$/, '')}`;
    throw annotationError({ file, line }, problem, 'Correct the file.', { cause: error });
  }
  const result = dataSchema.safeParse(content);
  if (!result.success) {
    throw annotationError(
      { file },
      'expected `names`: a list of labels, or a map from class ids to labels',
      'Add it, in the order of the class ids.',
    );
  }
  const { names } = result.data;
  const entries = Object.entries(names)
    .map(([id, name]) => [Number(id), name.trim()] as const)
    .sort(([a], [b]) => a - b);
  if (entries.some(([id], index) => id !== index)) {
    throw annotationError({ file }, 'expected class ids without gaps from 0 in `names`', 'Number them anew.');
  }
  return assertDifferent(
    entries.map(([, name]) => name),
    file,
    () => undefined,
  );
}

/** The text of a `classes.txt`. @throws {MaskpredError} INVALID_ARGUMENT for labels that a line cannot carry. */
export function formatYoloClasses(labels: readonly string[]): string {
  assertLabels(labels);
  for (const label of labels) {
    assertArgument(
      !/[\r\n]/.test(label),
      `A label in classes.txt has no line break, got ${JSON.stringify(label)}.`,
    );
  }
  return labels.map((label) => `${label}\n`).join('');
}

/** The text of a `data.yaml` as Ultralytics reads it, for pictures in `images/`; what is trained and measured on is up to you. */
export function formatYoloData(labels: readonly string[]): string {
  assertLabels(labels);
  return stringify({ path: '.', train: 'images', val: 'images', nc: labels.length, names: labels });
}

function assertShort(text: string, file: string): void {
  if (text.length <= MAX_LENGTH) return;
  throw annotationError({ file }, 'expected a list of labels, got more than 1 MiB', 'Is it the right file?');
}

function assertDifferent(
  labels: string[],
  file: string,
  lineOf: (index: number) => number | undefined,
): string[] {
  const seen = new Set<string>();
  for (const [index, label] of labels.entries()) {
    const problem =
      label === '' ? 'expected a label, got none' : `the label ${JSON.stringify(label)} comes twice`;
    if (label === '' || seen.has(label)) {
      throw annotationError({ file, line: lineOf(index) }, problem, 'Each class id has a label of its own.');
    }
    seen.add(label);
  }
  return labels;
}
