import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFeatureCache } from './feature-cache.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-cache-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// All of them are float16 numbers, so that they come back exactly.
const vector = (first: number) => Float32Array.of(first, 0.5, -3);
const read = (cache: Awaited<ReturnType<typeof openFeatureCache>>, key: string) => {
  const target = new Float32Array(3);
  cache.read(key, target, 0);
  return target;
};

describe('openFeatureCache', () => {
  it('is empty in a new folder, which it makes', async () => {
    const cache = await openFeatureCache(join(folder, 'deep', 'down'), 3);
    expect(cache.size).toBe(0);
    expect(cache.has('a')).toBe(false);
  });

  it('has what an earlier run flushed, for keys of any length', async () => {
    for (const keys of [['a'], ['bb', 'ccc'], ['dddd']]) {
      const cache = await openFeatureCache(folder, 3);
      for (const key of keys) await cache.put(key, vector(key.length));
      await cache.flush();
    }
    const cache = await openFeatureCache(folder, 3);
    expect(cache.size).toBe(4);
    for (const key of ['a', 'bb', 'ccc', 'dddd']) expect(read(cache, key)).toEqual(vector(key.length));
  });

  it('writes nothing when there is nothing new', async () => {
    const cache = await openFeatureCache(folder, 3);
    await cache.flush();
    await cache.put('a', vector(1));
    await cache.flush();
    await cache.flush();
    await cache.put('a', vector(1));
    await cache.flush();
    expect(await readdir(folder)).toHaveLength(1);
    cache.close();
  });

  it('writes a shard by itself after 512 vectors, so that a crash loses few and memory holds few', async () => {
    const cache = await openFeatureCache(folder, 3);
    for (let i = 0; i < 513; i++) await cache.put(`${i}`, vector(i));
    const other = await openFeatureCache(folder, 3);
    expect(other.size).toBe(512);
    for (let i = 0; i < 512; i++) expect(read(other, `${i}`)).toEqual(vector(i));
    expect(read(cache, '512')).toEqual(vector(512));
    [cache, other].forEach((each) => each.close());
  });

  it('gathers vectors in the order asked for, from more shards than it keeps open', async () => {
    const cache = await openFeatureCache(folder, 3);
    const keys = Array.from({ length: 70 }, (_, i) => `key ${i}`);
    for (const [i, key] of keys.entries()) {
      await cache.put(key, vector(i));
      await cache.flush();
    }
    expect(await readdir(folder)).toHaveLength(70);
    const order = [...keys.keys()].map((i) => (i * 37) % 70);
    const gathered = cache.gather(order.map((i) => keys[i]!));
    expect([...gathered]).toEqual(order.flatMap((i) => [...vector(i)]));
    expect(cache.gather([])).toEqual(new Float32Array());
    cache.close();
  });

  it('lives in memory without a folder', async () => {
    const cache = await openFeatureCache(undefined, 3);
    for (let i = 0; i < 600; i++) await cache.put(`${i}`, vector(i));
    await cache.flush();
    expect(read(cache, '599')).toEqual(vector(599));
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['empty', () => Buffer.alloc(0)],
    ['of noise', () => Buffer.from('no shard at all')],
    ['changed in one bit', (bytes: Buffer) => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1)],
  ])('passes over a shard that is %s and keeps the others', async (_, damage) => {
    const paths: string[] = [];
    for (const key of ['a', 'b']) {
      const cache = await openFeatureCache(folder, 3);
      await cache.put(key, vector(1));
      await cache.flush();
      const name = (await readdir(folder)).find((file) => !paths.includes(join(folder, file)))!;
      paths.push(join(folder, name));
    }
    await writeFile(paths[0]!, damage(await readFile(paths[0]!)));
    const cache = await openFeatureCache(folder, 3);
    expect([cache.has('a'), cache.has('b')]).toEqual([false, true]);
    await cache.put('a', vector(1));
    await cache.flush();
    expect((await openFeatureCache(folder, 3)).size).toBe(2);
  });

  it('passes over vectors of another length and of another network', async () => {
    const cache = await openFeatureCache(folder, 3, { identity: 'one' });
    await cache.put('a', vector(1));
    await cache.flush();
    const sizeOf = async (length: number, identity: string) =>
      (await openFeatureCache(folder, length, { identity })).size;
    expect([await sizeOf(3, 'one'), await sizeOf(4, 'one'), await sizeOf(3, 'other')]).toEqual([1, 0, 0]);
  });

  it('takes what two runs wrote at the same time', async () => {
    const [one, other] = [await openFeatureCache(folder, 3), await openFeatureCache(folder, 3)];
    await one.put('a', vector(1));
    await other.put('b', vector(2));
    await Promise.all([one.flush(), other.flush()]);
    const cache = await openFeatureCache(folder, 3);
    expect([read(cache, 'a'), read(cache, 'b')]).toEqual([vector(1), vector(2)]);
    cache.close();
  });

  it('says FILE_UNREADABLE when a shard is taken away under way', async () => {
    const cache = await openFeatureCache(folder, 3);
    await cache.put('a', vector(1));
    await cache.flush();
    await rm(folder, { recursive: true });
    expect(() => read(cache, 'a')).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });

  it('says which key is unknown', async () => {
    const cache = await openFeatureCache(undefined, 3);
    expect(() => read(cache, 'nobody')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('says WRITE_FAILED where a shard cannot be written, and keeps the vector', async () => {
    const cache = await openFeatureCache(folder, 3);
    await cache.put('a', vector(1));
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    await expect(cache.flush()).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(read(cache, 'a')).toEqual(vector(1));
    await rm(folder);
    await cache.flush();
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('says WRITE_FAILED where no folder can be', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(openFeatureCache(join(file, 'below'), 3)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
});
