import { messageOf } from '@maskpred/core';
import type * as z from 'zod';
import { annotationError } from './annotation-error.js';
import { cleanText, countLines } from './clean-text.js';
import type { Finding } from './draft.js';
import { findParts, findSyntaxError, type PartOffsets, skipSpace } from './json-scan.js';
import { formatMebibytes } from './limits.js';

/** A JSON file that still knows its lines. */
export interface JsonFile {
  readonly file: string;
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Line, counted from 1, on which the value at the path begins; of the deepest part of the path that there is. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * The value of a JSON text.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line for text that is not JSON, with the file for one
 * longer than `maxLength` characters.
 */
export function readJson(content: string, file: string, maxLength: number): JsonFile {
  const remedy = 'Correct the file, or export it again.';
  if (content.length > maxLength) {
    const problem = `expected at most ${formatMebibytes(maxLength)} of JSON, got ${formatMebibytes(content.length)}`;
    throw annotationError({ file }, problem, remedy);
  }
  const { text, findings } = cleanText(content);
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    const offset = findSyntaxError(text) ?? 0;
    const problem = `expected JSON, got: ${messageOf(error).replace(/[\s\S]{200,}/, 'something else')}`;
    throw annotationError({ file, line: countLines(text, offset) }, problem, remedy, { cause: error });
  }
  const parts = new Map<number, PartOffsets | undefined>();
  const partsAt = (offset: number): PartOffsets | undefined => {
    if (!parts.has(offset)) parts.set(offset, findParts(text, offset));
    return parts.get(offset);
  };
  let lineAt: ((offset: number) => number) | undefined;
  return {
    file,
    value,
    findings,
    lineOf(path) {
      let offset = skipSpace(text, 0);
      for (const step of path) {
        const inside = partsAt(offset);
        const next = partOf(inside, step);
        if (next === undefined) break;
        offset = next;
      }
      lineAt ??= createLineIndex(text);
      return lineAt(offset);
    },
  };
}

/**
 * The value at a path, as the schema has it.
 * @param kind - what the file should be, for the message.
 * @param value - what is at the path.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when it is something else.
 */
export function checkShape<T>(
  schema: z.ZodType<T>,
  source: JsonFile,
  path: readonly PropertyKey[],
  kind: string,
  value: unknown = source.value,
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { problem, line } = misshapen(result.error, source, path);
  throw annotationError({ file: source.file, line }, problem, `Is it ${kind}? Export it again.`);
}

/** What is wrong with the value at a path, and where. */
export function misshapen(error: z.ZodError, { lineOf }: JsonFile, path: readonly PropertyKey[]): Finding {
  const issue = error.issues[0]!;
  const where = [...path, ...issue.path];
  return { problem: `${where.map(String).join('.') || 'the file'}: ${issue.message}`, line: lineOf(where) };
}

function partOf(parts: PartOffsets | undefined, step: PropertyKey): number | undefined {
  return Array.isArray(parts)
    ? (parts as readonly number[])[Number(step)]
    : (parts as ReadonlyMap<string, number> | undefined)?.get(String(step));
}

/** The line of an offset by binary search: files of one line and of millions are alike fast. */
function createLineIndex(text: string): (offset: number) => number {
  const ends: number[] = [];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) ends.push(i);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
