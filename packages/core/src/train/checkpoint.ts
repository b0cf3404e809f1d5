import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
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

interface Header {
  readonly formatVersion: 1;
  readonly key: string;
  readonly state: unknown;
  readonly arrays: readonly { readonly name: string; readonly length: number }[];
  /** Of the numbers. */
  readonly sha256: string;
}

const HEADER_LENGTH_BYTES = 4;

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
    formatVersion: 1,
    key,
    state,
    arrays: entries.map(([name, { length }]) => ({ name, length })),
    sha256: sha256(body),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(HEADER_LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  await writeFileAtomic(path, Buffer.concat([length, json, body]));
}

/**
 * Reads the checkpoint of a run that was interrupted, if there is one and it is of the same data and options. The shape of
 * its state is up to whoever wrote it under this key.
 * @throws {MaskpredError} FILE_UNREADABLE when the file is there and cannot be read.
 */
export async function readCheckpoint<State>(path: string, key: string): Promise<FoundCheckpoint<State>> {
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
  const { header, body } = parsed;
  if (header.key !== key) return { status: 'other' };
  if (sha256(body) !== header.sha256) return { status: 'damaged' };
  const numbers = new Float32Array(new Uint8Array(body).buffer); // a copy: floats need an aligned address
  const arrays: Record<string, Float32Array> = {};
  let offset = 0;
  for (const { name, length } of header.arrays) {
    arrays[name] = numbers.slice(offset, offset + length);
    offset += length;
  }
  return { status: 'found', checkpoint: { state: header.state as State, arrays } };
}

/** Removes a checkpoint that has served its turn; without one, nothing happens. */
export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true });
}

function parse(bytes: Buffer): { header: Header; body: Uint8Array } | undefined {
  try {
    const start = HEADER_LENGTH_BYTES + bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.toString('utf8', HEADER_LENGTH_BYTES, start)) as Header;
    return header.formatVersion === 1 ? { header, body: bytes.subarray(start) } : undefined;
  } catch {
    return undefined;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
