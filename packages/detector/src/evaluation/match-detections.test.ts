import type { Box } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchDetections } from './match-detections.js';

const box = (x: number, y: number, width: number, height = width): Box => ({ x, y, width, height });
const face = (at: Box, more: { difficult?: boolean } = {}) => ({ box: at, ...more });
const found = (at: Box, score: number) => ({ box: at, score });

const anyBox = fc
  .tuple(fc.nat(60), fc.nat(60), fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 40 }))
  .map(([x, y, width, height]) => box(x, y, width, height));
const anyFaces = fc.array(
  anyBox.map((at) => face(at)),
  { maxLength: 6 },
);
const anyFound = fc.array(
  fc.tuple(anyBox, fc.double({ min: 0, max: 1, noNaN: true })).map(([at, score]) => found(at, score)),
  { maxLength: 8 },
);

describe('matchDetections', () => {
  it('matches nothing with nothing', () => {
    expect(matchDetections([], [])).toEqual({ matches: [], missed: [], size: 0 });
    const alone = face(box(0, 0, 30));
    expect(matchDetections([], [alone])).toEqual({ matches: [], missed: [alone], size: 1 });
    const detection = found(box(0, 0, 30), 0.9);
    expect(matchDetections([detection], [])).toEqual({
      matches: [{ detection, isIgnored: false }],
      missed: [],
      size: 0,
    });
  });

  it('lets the surest choose first, and each face be taken once', () => {
    const left = face(box(0, 0, 40));
    const surest = found(box(4, 0, 40), 0.9);
    const nearest = found(box(0, 0, 40), 0.8);
    const { matches, missed } = matchDetections([nearest, surest], [left]);
    expect(matches).toEqual([
      { detection: surest, face: left, isIgnored: false },
      { detection: nearest, isIgnored: false },
    ]);
    expect(missed).toEqual([]);
  });

  it('takes an overlap of exactly the least, and none below', () => {
    const wide = face(box(0, 0, 20, 30));
    const half = found(box(0, 0, 10, 30), 0.9);
    expect(matchDetections([half], [wide]).missed).toEqual([]);
    expect(matchDetections([half], [wide], { minIou: 0.51 }).missed).toEqual([wide]);
  });

  it('counts small faces and small detections neither way', () => {
    const small = face(box(0, 0, 20, 50));
    const large = face(box(100, 0, 40));
    const onSmall = found(box(0, 0, 20, 50), 0.9);
    const speck = found(box(200, 0, 23, 80), 0.8);
    const blunder = found(box(300, 0, 24), 0.7);
    const { matches, missed, size } = matchDetections([onSmall, speck, blunder], [small, large], {
      minSize: 24,
    });
    expect(matches.map(({ isIgnored }) => isIgnored)).toEqual([true, true, false]);
    expect([missed, size]).toEqual([[large], 1]);
  });

  it('takes an ignored face only where no other is left, even if that overlaps less', () => {
    const counting = face(box(0, 0, 40));
    const difficult = face(box(2, 0, 40), { difficult: true });
    const detection = found(box(2, 0, 40), 0.9);
    const options = { ignoreDifficult: true };
    expect(matchDetections([detection], [difficult, counting], options).matches[0]!.face).toBe(counting);
    expect(matchDetections([detection], [difficult], options).matches[0]!.isIgnored).toBe(true);
    expect(matchDetections([detection], [difficult]).matches[0]!.isIgnored).toBe(false);
  });

  it('accounts for every face and every detection once', () => {
    fc.assert(
      fc.property(anyFound, anyFaces, fc.nat(30), (detections, faces, minSize) => {
        const { matches, missed, size } = matchDetections(detections, faces, { minSize });
        const taken = matches.flatMap((match) => (match.face ? [match.face] : []));
        expect(new Set(matches.map(({ detection }) => detection)).size).toBe(detections.length);
        expect(new Set(taken).size).toBe(taken.length);
        const hits = matches.filter((match) => match.face && !match.isIgnored).length;
        expect(hits + missed.length).toBe(size);
      }),
    );
  });

  it('gives the sure ones the same faces with and without the others', () => {
    fc.assert(
      fc.property(anyFound, anyFaces, (detections, faces) => {
        const sure = detections.filter(({ score }) => score >= 0.5);
        const all = matchDetections(detections, faces).matches.filter(
          ({ detection }) => detection.score >= 0.5,
        );
        expect(all).toEqual(matchDetections(sure, faces).matches);
      }),
    );
  });
});
