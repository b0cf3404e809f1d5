import { type Box, iou } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBox } from '../box-code.js';
import { createPriors } from '../priors.js';
import { MATCHING, matchPriors, TARGET } from './match-priors.js';

const priors = createPriors({ width: 256, height: 192 });

const square = (x: number, y: number, side: number): Box => ({ x, y, width: side, height: side });
const facePriors = (kinds: Int8Array) => [...kinds.keys()].filter((prior) => kinds[prior] === TARGET.face);
const priorBox = (prior: number): Box => ({
  x: priors.centreX[prior]! - priors.width[prior]! / 2,
  y: priors.centreY[prior]! - priors.height[prior]! / 2,
  width: priors.width[prior]!,
  height: priors.height[prior]!,
});

describe('matchPriors', () => {
  it('takes everything for background without a face', () => {
    const { kinds, codes, faceCount } = matchPriors(priors, []);
    expect(new Set(kinds)).toEqual(new Set([TARGET.background]));
    expect(codes.every((code) => code === 0)).toBe(true);
    expect(faceCount).toBe(0);
  });

  it('makes faces of the priors that overlap one by half, and ignores those that nearly do', () => {
    const face = square(40, 40, 60);
    const { kinds } = matchPriors(priors, [face]);
    for (let prior = 0; prior < priors.count; prior++) {
      const overlap = iou(priorBox(prior), face);
      const wanted = overlap >= 0.5 ? TARGET.face : overlap >= 0.4 ? TARGET.ignored : TARGET.background;
      expect(kinds[prior]).toBe(wanted);
    }
    expect(facePriors(kinds).length).toBeGreaterThan(1);
  });

  it('gives a small face that no prior overlaps well the nearest one', () => {
    const face = square(101, 69, 18);
    const { kinds, codes, faceCount } = matchPriors(priors, [face]);
    expect(faceCount).toBe(1);
    const [prior] = facePriors(kinds);
    expect(iou(priorBox(prior!), face)).toBeLessThan(0.2);
    expect(Math.abs(priors.centreX[prior!]! - 110)).toBeLessThanOrEqual(8);
    expect(Math.abs(priors.centreY[prior!]! - 78)).toBeLessThanOrEqual(8);
    expect(iou(decodeBox(codes, priors, prior!), face)).toBeGreaterThan(0.999);
  });

  it('neither learns nor forbids faces that are too small to see', () => {
    const { kinds, faceCount } = matchPriors(priors, [square(100, 100, MATCHING.leastSide - 1)]);
    expect(faceCount).toBe(0);
    expect([...kinds]).toContain(TARGET.ignored);
    expect([...kinds]).toContain(TARGET.background);
  });

  it('leaves regions to ignore alone, except where a face lies in them', () => {
    const face = square(40, 40, 60);
    const { kinds } = matchPriors(priors, [face], [face]);
    expect(facePriors(kinds).length).toBeGreaterThan(0);
    const covered = [...kinds.keys()].filter(
      (prior) => iou(priorBox(prior), face) > MATCHING.coveredIou && kinds[prior] === TARGET.background,
    );
    expect(covered).toEqual([]);
  });

  it('has a prior for every face that is large enough, with a box that is the face', () => {
    const faces = fc.array(
      fc.record({
        x: fc.integer({ min: 0, max: 200 }),
        y: fc.integer({ min: 0, max: 140 }),
        width: fc.integer({ min: 16, max: 50 }),
        height: fc.integer({ min: 16, max: 50 }),
      }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(faces, (boxes) => {
        const { kinds, codes, faceCount } = matchPriors(priors, boxes);
        const found = facePriors(kinds);
        expect(found).toHaveLength(faceCount);
        for (const prior of found) {
          const decoded = decodeBox(codes, priors, prior);
          expect(Math.max(...boxes.map((box) => iou(decoded, box)))).toBeGreaterThan(0.99);
        }
        expect(faceCount).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});
