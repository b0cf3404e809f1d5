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
    expect(await readdir(folder)).toEqual(['shard-00001.bin']);
  });

  it('writes a shard by itself after 512 vectors, so that a crash loses few', async () => {
    const cache = await openFeatureCache(folder, 3);
    for (let i = 0; i < 512; i++) await cache.put(`${i}`, vector(i));
    expect((await openFeatureCache(folder, 3)).size).toBe(512);
  });

  it('reads a part of a vector to a place in the target', async () => {
    const cache = await openFeatureCache(undefined, 3);
    await cache.put('a', vector(9));
    const target = new Float32Array(4);
    cache.read('a', target, 1, 1, 3);
    expect(target).toEqual(Float32Array.of(0, 0.5, -3, 0));
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['empty', () => Buffer.alloc(0)],
    ['of noise', () => Buffer.from('no shard at all')],
  ])('passes over a shard that is %s and keeps the others', async (_, damage) => {
    for (const key of ['a', 'b']) {
      const cache = await openFeatureCache(folder, 3);
      await cache.put(key, vector(1));
      await cache.flush();
    }
    const path = join(folder, 'shard-00001.bin');
    await writeFile(path, damage(await readFile(path)));
    const cache = await openFeatureCache(folder, 3);
    expect([cache.has('a'), cache.has('b')]).toEqual([false, true]);
  });

  it('passes over vectors of another length', async () => {
    const cache = await openFeatureCache(folder, 3);
    await cache.put('a', vector(1));
    await cache.flush();
    expect((await openFeatureCache(folder, 4)).size).toBe(0);
  });

  it('says which key is unknown', async () => {
    const cache = await openFeatureCache(undefined, 3);
    expect(() => read(cache, 'nobody')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('says WRITE_FAILED where no folder can be', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(openFeatureCache(join(file, 'below'), 3)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
});
