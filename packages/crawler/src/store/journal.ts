import * as z from 'zod';

/** Why a candidate is not stored. */
export const SKIP_REASONS = [
  'known',
  'duplicate',
  'near-duplicate',
  'license',
  'robots',
  'opt-out',
  'forbidden-address',
  'too-small',
  'aspect',
  'too-large',
  'not-an-image',
  'broken',
] as const;

/**
 * Why a candidate is not stored: `known` (an earlier run decided on it), `duplicate` (the same address or the same bytes),
 * `near-duplicate` (it looks like one that is stored), `license` (not among the wanted ones, or unknown), `robots`,
 * `opt-out` (`X-Robots-Tag`), `forbidden-address` (not on the public web), `too-small`, `aspect`, `too-large`,
 * `not-an-image`, `broken`.
 */
export type SkipReason = (typeof SKIP_REASONS)[number];

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const size = z.number().int().positive();

const recordSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('fetched'),
    url: z.string(),
    /** Of the file that waits. */
    file: z.string().regex(/^[0-9a-f-]{36}$/),
    sha256: hex(64),
    sourceSha256: hex(64).optional(),
    dHash: hex(16),
    width: size,
    height: size,
    byteLength: size,
    extension: z.enum(['jpg', 'png', 'webp', 'avif']),
    retrievedAt: z.string(),
  }),
  z.object({
    type: z.literal('skipped'),
    url: z.string(),
    reason: z.enum(SKIP_REASONS),
    width: size.optional(),
    height: size.optional(),
    /** Bits, of a near-duplicate. */
    distance: z.number().optional(),
  }),
  z.object({ type: z.literal('failed'), url: z.string(), code: z.string(), isRetryable: z.boolean() }),
]);

/** A line of the journal: what became of an address. */
export type JournalRecord = z.infer<typeof recordSchema>;
export type FetchedRecord = Extract<JournalRecord, { readonly type: 'fetched' }>;
export type SkippedRecord = Extract<JournalRecord, { readonly type: 'skipped' }>;
export type FailedRecord = Extract<JournalRecord, { readonly type: 'failed' }>;

/** What a journal's text holds. */
export interface Journal {
  /** The last record of each address. */
  readonly records: ReadonlyMap<string, JournalRecord>;
  /** UTF-8 bytes before a last line that was cut short. */
  readonly wholeLength: number;
}

/**
 * Reads a journal. A line that is none is passed over: the journal only saves work, so its address is looked at anew.
 */
export function parseJournal(content: string): Journal {
  const end = content.lastIndexOf('\n') + 1;
  const records = new Map<string, JournalRecord>();
  for (const line of content.slice(0, end).split('\n')) {
    const record = parseLine(line);
    if (record) records.set(record.url, record);
  }
  return { records, wholeLength: Buffer.byteLength(content.slice(0, end)) };
}

/** The line of a record, with its line break. */
export function formatJournalRecord(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function parseLine(line: string): JournalRecord | undefined {
  if (line === '') return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
