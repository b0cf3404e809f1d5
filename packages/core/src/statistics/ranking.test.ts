import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from '../random.js';
import { averagePrecision, rankHits, type RankedHit, rocArea, thinOut } from './ranking.js';

const ranked: readonly RankedHit[] = [
  { score: 0.9, isHit: true },
  { score: 0.8, isHit: false },
  { score: 0.7, isHit: true },
  { score: 0.1, isHit: false },
];

/** A few scores only, so that there are ties. */
const anyRanked = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 8 }).map((n) => n / 8), isHit: fc.boolean() }),
  { maxLength: 40 },
);

describe('rankHits', () => {
  it('has no point of nothing', () => {
    expect(rankHits([])).toEqual([]);
  });

  it('counts what is at or above each score, ties together', () => {
    expect(rankHits([...ranked, { score: 0.9, isHit: false }])).toEqual([
      { score: 0.9, hits: 1, misses: 1 },
      { score: 0.8, hits: 1, misses: 2 },
      { score: 0.7, hits: 2, misses: 2 },
      { score: 0.1, hits: 2, misses: 3 },
    ]);
  });

  it('does not depend on the order of the input', () => {
    fc.assert(
      fc.property(anyRanked, fc.nat(), (items, seed) => {
        expect(rankHits(shuffle(items, createRandom(seed)))).toEqual(rankHits(items));
      }),
    );
  });
});

describe('averagePrecision', () => {
  it('is 0 where nothing was found, or nothing was there', () => {
    expect(averagePrecision([], 3)).toBe(0);
    expect(averagePrecision(rankHits(ranked), 0)).toBe(0);
  });

  it('is what the definitions give by hand', () => {
    // steps of 1/4 recall at precision 1 and 2/3; two of four are never found
    expect(averagePrecision(rankHits(ranked), 4)).toBeCloseTo(1 / 4 + 2 / 3 / 4, 12);
    const worse = [{ score: 1, isHit: false }, ...ranked];
    expect(averagePrecision(rankHits(worse), 2)).toBeCloseTo(1 / 4 + 1 / 4, 12);
    // interpolated, precision at the first hit is that of the second where that is better
    const late = [false, true, true].map((isHit, i) => ({ score: 1 - i / 10, isHit }));
    expect(averagePrecision(rankHits(late), 2, { isInterpolated: true })).toBeCloseTo(2 / 3, 12);
  });

  it('is 1 for a perfect ranking, and never above the interpolated one', () => {
    fc.assert(
      fc.property(anyRanked, (items) => {
        const hits = items.filter(({ isHit }) => isHit).length;
        fc.pre(hits > 0);
        const points = rankHits(items);
        const plain = averagePrecision(points, hits);
        expect(averagePrecision(points, hits, { isInterpolated: true })).toBeGreaterThanOrEqual(
          plain - 1e-12,
        );
        const perfect = items.map(({ isHit }, i) => ({ score: isHit ? 2 + i : -i, isHit }));
        expect(averagePrecision(rankHits(perfect), hits)).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('rocArea', () => {
  it('needs hits and misses', () => {
    expect(rocArea([])).toBeUndefined();
    expect(rocArea(rankHits([{ score: 1, isHit: true }]))).toBeUndefined();
  });

  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(anyRanked, (items) => {
        const hits = items.filter(({ isHit }) => isHit);
        const misses = items.filter(({ isHit }) => !isHit);
        fc.pre(hits.length > 0 && misses.length > 0);
        let wins = 0;
        for (const hit of hits) {
          for (const miss of misses) {
            wins += hit.score > miss.score ? 1 : hit.score === miss.score ? 0.5 : 0;
          }
        }
        expect(rocArea(rankHits(items))).toBeCloseTo(wins / (hits.length * misses.length), 12);
      }),
    );
  });
});

describe('thinOut', () => {
  it('leaves few items as they are', () => {
    expect(thinOut([], 3)).toEqual([]);
    expect(thinOut([1, 2, 3], 3)).toEqual([1, 2, 3]);
  });

  it('keeps the first, the last, the order and the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 2, max: 500 }), (limit, size) => {
        const items = Array.from({ length: size }, (_, i) => i);
        const thin = thinOut(items, limit);
        expect(thin.length).toBe(Math.min(limit, size));
        expect([thin[0], thin.at(-1)]).toEqual([0, size - 1]);
        expect(thin).toEqual([...new Set(thin)].sort((a, b) => a - b));
      }),
    );
  });
});
