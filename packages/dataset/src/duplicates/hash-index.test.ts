import { createRandom } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { countBits, createHashIndex, MAX_INDEXED_DISTANCE, parseHashes } from './hash-index.js';

/** Hashes in clusters, since random ones are hardly ever near. */
function makeHashes(count: number, seed: number) {
  const random = createRandom(seed);
  const half = () => random.int(0, 0xffffffff);
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const near = i > 0 && random.next() < 0.8 ? random.int(0, i - 1) : -1;
    [high[i], low[i]] = near < 0 ? [half(), half()] : [high[near]!, low[near]!];
    for (let flips = random.int(0, 9); flips > 0; flips--) {
      const bit = random.int(0, 63);
      if (bit < 32) low[i]! ^= 1 << bit;
      else high[i]! ^= 1 << (bit - 32);
    }
  }
  return { high, low };
}

describe('createHashIndex', () => {
  it('finds nothing when it is empty', () => {
    const index = createHashIndex(parseHashes([]), 10);
    index.search(1, 2, () => expect.unreachable());
  });

  it.each(Array.from({ length: MAX_INDEXED_DISTANCE + 1 }, (_, distance) => distance))(
    'finds exactly what comparing all finds, within %i bits',
    (maxDistance) => {
      const hashes = makeHashes(300, maxDistance);
      const index = createHashIndex(hashes, maxDistance);
      for (let i = 0; i < 300; i++) {
        const found: [number, number][] = [];
        index.search(hashes.high[i]!, hashes.low[i]!, (number, distance) => found.push([number, distance]));
        const expected: [number, number][] = [];
        for (let j = 0; j < i; j++) {
          const distance =
            countBits(hashes.high[i]! ^ hashes.high[j]!) + countBits(hashes.low[i]! ^ hashes.low[j]!);
          if (distance <= maxDistance) expected.push([j, distance]);
        }
        expect(found.sort((a, b) => a[0] - b[0])).toEqual(expected);
        index.add(i);
      }
    },
  );

  it('reads hexadecimal', () => {
    const { high, low } = parseHashes(['00000001ffffffff']);
    expect([high[0], low[0]]).toEqual([1, 0xffffffff]);
  });
});
