import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import * as z from 'zod/mini';
import { MaskpredError, messageOf } from '../error.js';
import { writeFileAtomic } from '../write-file.js';

/** Where a training stands: small things as JSON, numbers by name. */
export interface Checkpoint<State> {
  readonly state: State;
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** What {@link readCheckpoint} found. `other`: of other data or options. `damaged`: cut short or changed. */
export type FoundCheckpoint<State> =
  | { readonly status: 'none' | 'other' | 'damaged' }
  | { readonly status: 'found'; readonly checkpoint: Checkpoint<State> };

const headerSchema = z.object({
  formatVersion: z.literal(2),
  key: z.string(),
  state: z.unknown(),
  arrays: z.array(z.object({ name: z.string(), length: z.int().check(z.gte(0)) })),
});
type Header = z.infer<typeof headerSchema>;

const HASH_BYTES = 32;
const LENGTH_BYTES = 4;

/**
 * Writes a checkpoint to one file, so that there is always a whole one: the new, or the one before.
 * @param key - hash of everything that the result depends on: data, options, network. Reading asks for the same.
 * @throws {MaskpredError} WRITE_FAILED; the checkpoint that was there stays.
 */
export async function writeCheckpoint<State>(
  path: string,
  key: string,
  { state, arrays }: Checkpoint<State>,
): Promise<void> {
  const entries = Object.entries(arrays);
  const body = Buffer.concat(
    entries.map(([, { buffer, byteOffset, byteLength }]) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  const header: Header = {
    formatVersion: 2,
    key,
    state,
    arrays: entries.map(([name, { length }]) => ({ name, length })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  const content = Buffer.concat([length, json, body]);
  await writeFileAtomic(path, Buffer.concat([sha256(content), content]));
}

/**
 * Reads the checkpoint of a run that was interrupted, if there is one and it is of the same data and options.
 * @param isState - whether a value is what was written as the state; a checkpoint with another one is damaged.
 * @throws {MaskpredError} FILE_UNREADABLE when the file is there and cannot be read.
 */
export async function readCheckpoint<State>(
  path: string,
  key: string,
  isState: (value: unknown) => value is State,
): Promise<FoundCheckpoint<State>> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MaskpredError(
      'FILE_UNREADABLE',
      `${path}: the checkpoint cannot be read: ${messageOf(error)}. Check its rights, or delete it to start anew.`,
      { cause: error },
    );
  });
  if (!bytes) return { status: 'none' };
  const parsed = parse(bytes);
  if (!parsed) return { status: 'damaged' };
  const { header, numbers } = parsed;
  if (header.key !== key) return { status: 'other' };
  if (!isState(header.state)) return { status: 'damaged' };
  let offset = 0;
  const arrays = header.arrays.map(({ name, length }) => {
    const values = numbers.slice(offset, offset + length);
    offset += length;
    return [name, values] as const;
  });
  return { status: 'found', checkpoint: { state: header.state, arrays: Object.fromEntries(arrays) } };
}

/** Removes a checkpoint that has served its turn; without one, nothing happens. */
export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Nothing unless every byte is as it was written. */
function parse(bytes: Buffer): { header: Header; numbers: Float32Array } | undefined {
  const content = bytes.subarray(HASH_BYTES);
  if (!sha256(content).equals(bytes.subarray(0, HASH_BYTES))) return undefined;
  try {
    const start = LENGTH_BYTES + content.readUInt32LE(0);
    const header = headerSchema.parse(JSON.parse(content.toString('utf8', LENGTH_BYTES, start)));
    const body = new Uint8Array(content.subarray(start)); // a copy: floats need an aligned address
    const length = header.arrays.reduce((sum, array) => sum + array.length, 0);
    if (body.length !== length * Float32Array.BYTES_PER_ELEMENT) return undefined;
    return { header, numbers: new Float32Array(body.buffer) };
  } catch {
    return undefined; // of another version
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
