import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

const headerSchema = z.object({
  /** What the vectors were computed with: those of another are not read. */
  identity: z.string(),
  /** Numbers a vector. */
  length: z.int().check(z.gte(0)),
  keys: z.array(z.string()),
});

/** What stands in front of a shard's numbers. */
export type ShardHeader = Readonly<z.infer<typeof headerSchema>>;

/** A shard that was found whole. */
export interface ShardIndex extends ShardHeader {
  /** Byte at which the first vector starts. */
  readonly start: number;
}

/** Bytes a number: float16. */
export const NUMBER_BYTES = 2;

const HEADER_LENGTH_BYTES = 4;

/**
 * The bytes of a shard: the byte length of its header, the header as JSON, then the vectors in the order of the keys, as
 * float16, little-endian.
 */
export function formatShard(header: ShardHeader, vectors: readonly Uint16Array[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(HEADER_LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, json.length, true);
  const bodies = vectors.map((vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  return Buffer.concat([length, json, ...bodies]);
}

/** The index of a shard, or nothing when its bytes are not what {@link shardName} was made of, or are no shard. */
export function parseShard(name: string, bytes: Uint8Array): ShardIndex | undefined {
  if (shardName(bytes) !== name) return undefined;
  try {
    const headerBytes = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    const start = HEADER_LENGTH_BYTES + headerBytes;
    const json = new TextDecoder().decode(bytes.subarray(HEADER_LENGTH_BYTES, start));
    const header = headerSchema.parse(JSON.parse(json));
    const size = start + header.keys.length * header.length * NUMBER_BYTES;
    return size === bytes.length ? { ...header, start } : undefined;
  } catch {
    return undefined;
  }
}

/** The file name of a shard: the hash of its bytes, so that damage shows and two runs never write the same name. */
export function shardName(bytes: Uint8Array): string {
  return `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.shard`;
}

/** Whether a file name is that of a shard. */
export function isShardName(name: string): boolean {
  return /^[0-9a-f]{32}\.shard$/.test(name);
}
