import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from './random.js';

const take = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe('createRandom', () => {
  it('gives the numbers that it gave on the day it was written: splits and trainings rest on them', () => {
    const random = createRandom(1);
    expect(Array.from({ length: 8 }, () => random.int(0, 999))).toEqual([
      932, 544, 808, 921, 489, 888, 666, 895,
    ]);
    expect(random.next()).toBe(0.4463800652883947);
    expect(random.next()).toBe(0.8469710638746619);
  });

  it('repeats itself for the same seed and differs for another', () => {
    expect(take(42, 50)).toEqual(take(42, 50));
    expect(take(42, 50)).not.toEqual(take(43, 50));
  });

  it('is spread from the first number on over seeds that follow each other', () => {
    const seeds = Array.from({ length: 2000 }, (_, seed) => take(seed, 3));
    for (const k of [0, 1, 2]) {
      const bins = new Array<number>(10).fill(0);
      for (const numbers of seeds) bins[Math.floor(numbers[k] * 10)]++;
      // 200 expected, standard deviation 13.4: five of those either way.
      expect(Math.min(...bins)).toBeGreaterThan(133);
      expect(Math.max(...bins)).toBeLessThan(267);
    }
  });

  it('is not disturbed by another generator', () => {
    const [a, b] = [createRandom(1), createRandom(2)];
    const mixed = Array.from({ length: 10 }, () => {
      b.next();
      return a.next();
    });
    expect(mixed).toEqual(take(1, 10));
  });

  it('keeps within its bounds, both ends of `int` included', () => {
    const random = createRandom(7);
    const dice = Array.from({ length: 400 }, () => random.int(1, 6));
    expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1000, max: 1000 }), fc.nat(1000), (seed, low, span) => {
        const own = createRandom(seed);
        const value = own.between(low, low + span + 1);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThan(low + span + 1);
        expect(own.next()).toBeLessThan(1);
        expect(own.int(low, low)).toBe(low);
      }),
    );
  });
});

describe('shuffle', () => {
  it('returns [] for []', () => {
    expect(shuffle([], createRandom(1))).toEqual([]);
  });

  it('is a copy with the same items', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const shuffled = shuffle(items, createRandom(seed));
        expect(items).toEqual(before);
        expect([...shuffled].sort()).toEqual([...before].sort());
      }),
    );
  });

  it('gives the order that it gave on the day it was written', () => {
    expect(shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], createRandom(1))).toEqual(GOLDEN_ORDER);
  });

  it('puts every item in every place about equally often', () => {
    const random = createRandom(3);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[shuffle([0, 1, 2, 3], random).indexOf(0)]++;
    // 1,000 expected, standard deviation 27.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(137);
  });
});

const GOLDEN_ORDER = [4, 7, 5, 8, 3, 1, 9, 0, 6, 2];
