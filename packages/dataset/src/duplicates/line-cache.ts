import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { MaskpredError, messageOf } from '@maskpred/core';
import type { PictureCache } from './picture-cache.js';

/** How a value is written in JSON and read again. */
export interface LineFormat<T> {
  toJson(value: T): object;
  /** Undefined for anything that is no value: it is worked out again. */
  fromJson(json: object): T | undefined;
}

/**
 * A cache in a file of JSON lines `{"key": …, …}`, to which every new value is appended at once. A process that is killed
 * loses at most the line it was writing: what is no whole line is skipped on reading, and the next one begins anew. Of one
 * key the last line counts.
 *
 * @param file - made, with its folder, when the first value is put.
 * @throws {MaskpredError} FILE_UNREADABLE; WRITE_FAILED when a value cannot be appended.
 */
export async function openLineCache<T>(file: string, format: LineFormat<T>): Promise<PictureCache<T>> {
  const values = await readValues(file, format);
  let start = (await endsInMidLine(file)) ? '\n' : '';
  return {
    get: (key) => values.get(key),
    async put(key, value) {
      values.set(key, value);
      const line = `${start}${JSON.stringify({ key, ...format.toJson(value) })}\n`;
      start = '';
      try {
        await mkdir(dirname(file), { recursive: true });
        await appendFile(file, line);
      } catch (error) {
        start = '\n'; // a part of the line may be there
        throw new MaskpredError(
          'WRITE_FAILED',
          `${file}: cannot be written: ${messageOf(error)}. Free some space, or choose another folder for the cache.`,
          { cause: error },
        );
      }
    },
  };
}

async function readValues<T>(file: string, { fromJson }: LineFormat<T>): Promise<Map<string, T>> {
  const values = new Map<string, T>();
  try {
    // line by line: a cache of many vectors is longer than a string can be
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      const json = parseObject(line);
      const value = json && fromJson(json);
      if (value !== undefined && typeof json?.key === 'string') values.set(json.key, value);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return values;
    throw new MaskpredError(
      'FILE_UNREADABLE',
      `${file}: the cache cannot be read: ${messageOf(error)}. Delete it; it is made anew.`,
      { cause: error },
    );
  }
  return values;
}

function parseObject(line: string): ({ key?: unknown } & object) | undefined {
  try {
    const json: unknown = JSON.parse(line);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined; // cut short
  }
}

async function endsInMidLine(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return false;
  try {
    const { size } = await handle.stat();
    if (size === 0) return false;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] !== '\n'.charCodeAt(0);
  } finally {
    await handle.close();
  }
}
