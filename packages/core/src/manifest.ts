import * as z from 'zod/mini';
import { MaskpredError } from './error.js';
import type { Provenance } from './provenance.js';

const hex = (digits: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
const whole = z.number().check(z.int(), z.gt(0));
const text = z.string();
const provenanceSchema = z.looseObject({
  source: text,
  query: text,
  labelHint: z.optional(text),
  url: text,
  pageUrl: z.optional(text),
  title: z.optional(text),
  creator: z.optional(text),
  creatorUrl: z.optional(text),
  license: z.object({
    id: text,
    url: z.optional(text),
    status: z.enum(['verified', 'claimed', 'unknown']),
  }),
  attribution: z.optional(text),
  restrictions: z.optional(z.array(text)),
  sha256: hex(64),
  sourceSha256: z.optional(hex(64)),
  dHash: hex(16),
  width: whole,
  height: whole,
  byteLength: whole,
  retrievedAt: text,
  // a name, never a way out of the folder
  fileName: text.check(z.regex(/^[0-9a-f]{64}\.[a-z0-9]{1,8}$/, 'expected <sha256>.<ext>')),
});

/** What the text of a `manifest.jsonl` holds. */
export interface Manifest {
  readonly entries: readonly Provenance[];
  /** UTF-8 bytes before a last line that was cut short; the length of the whole text where none was. */
  readonly wholeLength: number;
}

/**
 * The entries of a crawl's `manifest.jsonl`, in order. A last line without its line break was cut short by a crash and is
 * left out; `wholeLength` says where it begins.
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line when another line is none of a manifest.
 * @example
 * const { entries } = parseManifest(await readFile('data/raw/manifest.jsonl', 'utf8'));
 * console.log(entries[0]?.license); // { id: 'by-2.0', url: 'https://creativecommons.org/licenses/by/2.0/', status: 'verified' }
 */
export function parseManifest(content: string, file = 'manifest.jsonl'): Manifest {
  const lines = content.split('\n');
  const cut = lines.pop()!;
  const entries = lines.flatMap((line, index): Provenance[] => {
    if (line.trim() === '') return [];
    return [parseEntry(line, `${file}:${index + 1}`)];
  });
  const wholeLength = new TextEncoder().encode(content.slice(0, content.length - cut.length)).length;
  return { entries, wholeLength };
}

/** The line of a `manifest.jsonl` for a stored picture, with its line break. */
export function formatManifestEntry(entry: Provenance): string {
  return `${JSON.stringify(entry)}\n`;
}

function parseEntry(line: string, where: string): Provenance {
  const fail = (problem: string, cause?: unknown) =>
    new MaskpredError(
      'ANNOTATION_PARSE_FAILED',
      `${where}: expected one stored picture a line, as JSON; ${problem}. Correct the line, or remove it with its picture.`,
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw fail('it is not JSON', error);
  }
  const result = provenanceSchema.safeParse(value);
  if (!result.success) {
    const { path, message } = result.error.issues[0];
    throw fail(`${path.map(String).join('.') || 'the line'}: ${message}`);
  }
  return result.data as Provenance;
}
