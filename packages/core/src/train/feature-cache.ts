import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf } from '../error.js';
import { fromFloat16, toFloat16 } from '../float16.js';
import { writeFileAtomic } from '../write-file.js';
import { formatShard, isShardName, NUMBER_BYTES, parseShard, shardName } from './feature-shard.js';
import { createShardReader } from './shard-reader.js';

/** Records a shard: a crash loses at most this many, about 20 seconds of work on one core. */
const SHARD_RECORDS = 512;

/** Of each float16 number by its bits: a look-up is several times faster than the arithmetic. */
let decoded: Float32Array | undefined;
const decodeTable = () =>
  (decoded ??= Float32Array.from({ length: 0x10000 }, (_, bits) => fromFloat16(bits)));

/**
 * Vectors of one length by key, kept as float16 in shard files of a folder, so that the next run computes only what
 * is new. In memory are the keys and what no shard holds yet, at most 512 vectors; the others are read from their
 * places in the files, which the system keeps in memory as far as there is any.
 */
export interface FeatureCache {
  /** How many vectors are there. */
  readonly size: number;
  /** Numbers a vector. */
  readonly length: number;
  has(key: string): boolean;
  /**
   * Adds a vector; every 512th call writes a shard. A key that is there already stays as it is.
   * @throws {MaskpredError} WRITE_FAILED when the shard cannot be written, such as on a full disk.
   */
  put(key: string, values: Float32Array): Promise<void>;
  /**
   * Copies a vector into `target` at `offset`.
   * @throws {MaskpredError} INVALID_ARGUMENT for an unknown key, FILE_UNREADABLE when its shard was taken away.
   */
  read(key: string, target: Float32Array, offset: number): void;
  /** The vectors of `keys`, `[keys.length, length]`, row-major. */
  gather(keys: readonly string[]): Float32Array;
  /** Writes what no shard holds yet. */
  flush(): Promise<void>;
  /** Closes the files. What was not flushed is lost. May be called again. */
  close(): void;
}

export interface FeatureCacheOptions {
  /** What the vectors are computed with, such as a hash of the network: vectors of another are passed over. @default '' */
  readonly identity?: string;
}

/** Where a vector lies. */
type Place = { readonly shard: string; readonly position: number } | { readonly vector: Uint16Array };

/**
 * Opens the cache in a folder, which is made if need be. A shard is written whole and then renamed, and named by the hash
 * of its bytes: one that is damaged is passed over and its vectors are computed again. Several processes may use one folder.
 *
 * @param folder - without it the cache lives in memory only.
 * @param length - numbers a vector.
 * @throws {MaskpredError} WRITE_FAILED when the folder cannot be made, FILE_UNREADABLE when a shard cannot be read.
 * @example
 * const cache = await openFeatureCache('.cache/features', 1280, { identity: hashOfTheNetwork });
 * if (!cache.has(key)) await cache.put(key, vector);
 * cache.gather([key]); // Float32Array(1280)
 */
export async function openFeatureCache(
  folder: string | undefined,
  length: number,
  { identity = '' }: FeatureCacheOptions = {},
): Promise<FeatureCache> {
  const places = new Map<string, Place>();
  const reader = createShardReader(folder ?? '', length);
  const table = decodeTable();
  let pending: string[] = [];
  if (folder !== undefined) await readIndex(folder, length, identity, places);

  async function flush(): Promise<void> {
    if (folder === undefined || pending.length === 0) return;
    const keys = pending;
    pending = [];
    const vectors = keys.map((key) => (places.get(key) as { vector: Uint16Array }).vector);
    const bytes = formatShard({ identity, length, keys }, vectors);
    const shard = shardName(bytes);
    try {
      await writeFileAtomic(join(folder, shard), bytes);
    } catch (error) {
      pending = [...keys, ...pending];
      throw error;
    }
    const start = bytes.length - keys.length * length * NUMBER_BYTES;
    keys.forEach((key, i) => places.set(key, { shard, position: start + i * length * NUMBER_BYTES }));
  }

  function read(key: string, target: Float32Array, offset: number): void {
    const place = places.get(key);
    if (!place) throw new MaskpredError('INVALID_ARGUMENT', `The feature cache holds nothing for ${key}.`);
    const vector = 'vector' in place ? place.vector : reader.read(place.shard, place.position);
    for (let i = 0; i < length; i++) target[offset + i] = table[vector[i]!]!;
  }

  return {
    get size() {
      return places.size;
    },
    length,
    has: (key) => places.has(key),
    async put(key, values) {
      if (places.has(key)) return;
      places.set(key, { vector: Uint16Array.from(values, toFloat16) });
      if (folder === undefined) return;
      pending.push(key);
      if (pending.length >= SHARD_RECORDS) await flush();
    },
    read,
    gather(keys) {
      const target = new Float32Array(keys.length * length);
      keys.forEach((key, i) => read(key, target, i * length));
      return target;
    },
    flush,
    close: () => reader.close(),
  };
}

/** Notes where the vectors of each whole shard of this identity lie. */
async function readIndex(
  folder: string,
  length: number,
  identity: string,
  places: Map<string, Place>,
): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new MaskpredError(
      'WRITE_FAILED',
      `${folder}: cannot be made: ${messageOf(error)}. Choose another folder for the cache.`,
      { cause: error },
    );
  });
  const names = (await readdir(folder)).filter(isShardName).sort();
  for (const name of names) {
    const shard = parseShard(name, await readShard(join(folder, name)));
    if (!shard || shard.identity !== identity || shard.length !== length) continue;
    shard.keys.forEach((key, i) =>
      places.set(key, { shard: name, position: shard.start + i * length * NUMBER_BYTES }),
    );
  }
}

async function readShard(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Uint8Array(); // another process tidied up
    throw new MaskpredError(
      'FILE_UNREADABLE',
      `${path}: cannot be read: ${messageOf(error)}. Check its rights, or delete it: its vectors are then computed again.`,
      { cause: error },
    );
  });
}
