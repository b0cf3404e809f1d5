import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RawImage } from '@maskpred/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cutTiles, type MadePicture } from './__fixtures__/tiles.js';
import { groupDuplicates } from './group-duplicates.js';
import { openFingerprintCache, openVectorCache } from './open-caches.js';

let folder: string;
let tiles: MadePicture[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred duplicates-'));
  tiles = (await cutTiles(2, 1)).slice(0, 4);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Four pictures, and the first one again. */
function makeItems() {
  return [...tiles, { ...tiles[0]!, id: 'again' }].map(({ id, bytes }) => ({
    id,
    cacheKey: id,
    read: vi.fn(() => Promise.resolve(bytes)),
  }));
}
const embed = vi.fn((images: readonly RawImage[]) =>
  Promise.resolve(images.map(({ data }) => Float32Array.from(data.subarray(0, 99)))),
);
const readsOf = (items: ReturnType<typeof makeItems>) => items.map(({ read }) => read.mock.calls.length);

describe('groupDuplicates', () => {
  it('groups nothing into nothing', async () => {
    expect(await groupDuplicates([])).toEqual({ groups: [], unread: [] });
  });

  it('names what cannot be read or decoded, and groups the rest', async () => {
    const onPicture = vi.fn();
    const items = [
      ...makeItems(),
      { id: 'broken', read: () => Promise.resolve(new Uint8Array(9)) },
      { id: 'absent', read: () => Promise.reject(new Error('no such file')) },
    ];
    const { groups, unread } = await groupDuplicates(items, { onPicture });
    expect(groups.map(({ members }) => members.map(({ id }) => id))).toEqual([[tiles[0]!.id, 'again']]);
    expect(unread.map(({ id, error }) => [id, error.code])).toEqual([
      ['absent', 'FILE_UNREADABLE'],
      ['broken', 'IMAGE_DECODE_FAILED'],
    ]);
    expect(unread[1]!.error.message).toMatch(/^broken: /);
    expect(onPicture).toHaveBeenLastCalledWith(7, 7);
  });

  it('reads a picture once, and again only when its key has changed', async () => {
    const cache = join(folder, 'once');
    const first = makeItems();
    const expected = await groupDuplicates(first, { fingerprints: await openFingerprintCache(cache) });
    expect(readsOf(first)).toEqual([1, 1, 1, 1, 1]);

    const second = makeItems();
    second[1]!.cacheKey = 'changed';
    expect(await groupDuplicates(second, { fingerprints: await openFingerprintCache(cache) })).toEqual(
      expected,
    );
    expect(readsOf(second)).toEqual([0, 1, 0, 0, 0]);
  });

  it('keeps vectors apart from fingerprints, by the name of the embedding', async () => {
    const cache = join(folder, 'vectors');
    const run = async (name: string) => {
      embed.mockClear();
      await groupDuplicates(makeItems(), {
        embed,
        fingerprints: await openFingerprintCache(cache),
        vectors: await openVectorCache(cache, name),
      });
      return embed.mock.calls.length;
    };
    expect([await run('one'), await run('one'), await run('other')]).toEqual([5, 0, 5]);
  });

  it('takes a cache that was cut short, or that holds something else', async () => {
    const cache = join(folder, 'cut');
    const file = join(cache, 'fingerprints-1.jsonl');
    const run = async () => {
      const items = makeItems();
      await groupDuplicates(items, { fingerprints: await openFingerprintCache(cache), concurrency: 1 });
      return readsOf(items);
    };
    await run();
    await truncate(file, (await readFile(file)).length - 40);
    expect(await run()).toEqual([0, 0, 0, 0, 1]);
    expect(await run()).toEqual([0, 0, 0, 0, 0]);
    await writeFile(file, '{"key":"again","hash":7}\nnull\n{"key":');
    expect(await run()).toEqual([1, 1, 1, 1, 1]);
    expect(await run()).toEqual([0, 0, 0, 0, 0]);
  });

  it('says so when the embedding does not give one vector a picture', async () => {
    await expect(groupDuplicates(makeItems(), { embed: () => Promise.resolve([]) })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('stops when told to', async () => {
    const reason = new Error('enough');
    const items = makeItems();
    await expect(groupDuplicates(items, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(readsOf(items)).toEqual([0, 0, 0, 0, 0]);
  });
});
