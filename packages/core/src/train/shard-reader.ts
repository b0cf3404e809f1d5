import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { MaskpredError, messageOf } from '../error.js';
import { NUMBER_BYTES } from './feature-shard.js';

/** Files open at a time; the least recently read one is closed for the next. */
const OPEN_SHARDS = 64;

/** Reads single vectors from the shards of a folder. */
export interface ShardReader {
  /**
   * `length` float16 numbers from byte `position` of a shard; valid until the next call.
   * @throws {MaskpredError} FILE_UNREADABLE.
   */
  read(shard: string, position: number): Uint16Array;
  close(): void;
}

/**
 * A reader of vectors of `length` numbers. It reads synchronously: a vector comes from the system's memory in microseconds, and
 * from a disk in a small part of the time that training on it takes.
 */
export function createShardReader(folder: string, length: number): ShardReader {
  const files = new Map<string, number>();
  const vector = new Uint16Array(length);
  const bytes = new Uint8Array(vector.buffer);

  function open(shard: string): number {
    const known = files.get(shard);
    files.delete(shard); // and set again below: the map's order is that of use
    const file = known ?? openSync(join(folder, shard), 'r');
    files.set(shard, file);
    if (files.size > OPEN_SHARDS) {
      const [oldest, oldestFile] = files.entries().next().value!;
      closeSync(oldestFile);
      files.delete(oldest);
    }
    return file;
  }

  return {
    read(shard, position) {
      try {
        const count = readSync(open(shard), bytes, 0, length * NUMBER_BYTES, position);
        if (count !== bytes.length) throw new Error('it is cut short');
        return vector;
      } catch (error) {
        throw new MaskpredError(
          'FILE_UNREADABLE',
          `${join(folder, shard)}: cannot be read any more: ${messageOf(error)}. Start again: its vectors are then computed anew.`,
          { cause: error },
        );
      }
    },
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}
