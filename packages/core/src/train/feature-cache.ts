import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromFloat16, toFloat16 } from '../float16.js';
import { MaskpredError, messageOf } from '../error.js';

/** Records a shard: a crash loses at most this many, about 20 seconds of work on one core. */
const SHARD_RECORDS = 512;
const SHARD_NAME = /^shard-\d+\.bin$/;

/**
 * Vectors of one length by key, kept as float16 in shard files of a folder, so that the next run computes only what
 * is new. A shard is written whole and then renamed, so a killed run leaves no half shard; one that is damaged is
 * ignored and its vectors are computed again.
 */
export interface FeatureCache {
  /** How many vectors are there. */
  readonly size: number;
  has(key: string): boolean;
  /** Adds a vector; every 512th call writes a shard. */
  put(key: string, values: Float32Array): Promise<void>;
  /**
   * Copies numbers `from` to `to` of a vector into `target` at `offset`.
   * @throws {MaskpredError} INVALID_ARGUMENT for an unknown key.
   */
  read(key: string, target: Float32Array, offset: number, from?: number, to?: number): void;
  /** Writes what no shard holds yet. */
  flush(): Promise<void>;
}

/**
 * Opens the cache in a folder, which is made if need be.
 *
 * @param folder - without it the cache lives in memory only.
 * @param length - numbers a vector.
 * @throws {MaskpredError} WRITE_FAILED when the folder cannot be made or written.
 */
export async function openFeatureCache(folder: string | undefined, length: number): Promise<FeatureCache> {
  const vectors = new Map<string, Uint16Array>();
  let pending: string[] = [];
  let nextShard = 1;

  if (folder !== undefined) {
    await write(folder, () => mkdir(folder, { recursive: true }));
    for (const name of (await readdir(folder)).filter((file) => SHARD_NAME.test(file))) {
      nextShard = Math.max(nextShard, Number(/\d+/.exec(name)![0]) + 1);
      for (const [key, vector] of parseShard(await readFile(join(folder, name)), length))
        vectors.set(key, vector);
    }
  }

  async function flush(): Promise<void> {
    if (folder === undefined || pending.length === 0) return;
    const path = join(folder, `shard-${String(nextShard).padStart(5, '0')}.bin`);
    const bytes = formatShard(pending.map((key) => [key, vectors.get(key)!]));
    await write(path, async () => {
      await writeFile(`${path}.tmp`, bytes);
      await rename(`${path}.tmp`, path);
    }).catch(async (error: unknown) => {
      await rm(`${path}.tmp`, { force: true });
      throw error;
    });
    nextShard += 1;
    pending = [];
  }

  return {
    get size() {
      return vectors.size;
    },
    has: (key) => vectors.has(key),
    async put(key, values) {
      vectors.set(key, Uint16Array.from(values, toFloat16));
      pending.push(key);
      if (pending.length >= SHARD_RECORDS) await flush();
    },
    read(key, target, offset, from = 0, to = length) {
      const vector = vectors.get(key);
      if (!vector) throw new MaskpredError('INVALID_ARGUMENT', `The feature cache holds nothing for ${key}.`);
      for (let i = from; i < to; i++) target[offset + i - from] = fromFloat16(vector[i]!);
    },
    flush,
  };
}

/** A shard: the byte length of its JSON list of keys, the list, then the vectors in that order, little-endian. */
function formatShard(records: readonly (readonly [string, Uint16Array])[]): Uint8Array {
  const keys = new TextEncoder().encode(JSON.stringify(records.map(([key]) => key)));
  const header = new Uint8Array(4);
  new DataView(header.buffer).setUint32(0, keys.length, true);
  const bodies = records.map(
    ([, vector]) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
  );
  return Buffer.concat([header, keys, ...bodies]);
}

function parseShard(bytes: Uint8Array, length: number): [string, Uint16Array][] {
  try {
    const keyBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const keys = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + keyBytes))) as string[];
    const body = new Uint8Array(bytes.subarray(4 + keyBytes)); // a copy: the vectors need an even address
    if (body.length !== keys.length * length * 2) return [];
    const values = new Uint16Array(body.buffer);
    return keys.map((key, i) => [key, values.subarray(i * length, (i + 1) * length)]);
  } catch {
    return []; // damaged: computed again
  }
}

async function write<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new MaskpredError(
      'WRITE_FAILED',
      `${path}: cannot be written: ${messageOf(error)}. Free some space or choose another folder for the cache.`,
      { cause: error },
    );
  }
}
