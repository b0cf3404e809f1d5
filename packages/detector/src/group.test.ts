import type { FaceDetection } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sigmoid } from './decode.js';
import { groupCandidates, type Scoring, scoreGroups } from './group.js';

const RAW = { bias: 0, logit: 1, support: 0, size: 0 };

/** Grouped at an overlap of 0.5 and scored. */
const facesOf = (candidates: readonly FaceDetection[], scoring: Scoring = RAW, scale = 1) =>
  scoreGroups(groupCandidates(candidates, 0.5), scoring, scale);

const candidate = (x: number, score: number, side = 24): FaceDetection => ({
  box: { x, y: 0, width: side, height: side },
  score,
});

describe('groupCandidates', () => {
  it('gives nothing for nothing', () => {
    expect(groupCandidates([], 0.5)).toEqual([]);
  });

  it('brings together what overlaps, and keeps what does not', () => {
    const faces = facesOf([candidate(100, 0.3), candidate(2, 0.8), candidate(0, 0.9)]);
    expect(faces.map(({ score }) => score)).toEqual([0.9, 0.3].map((score) => expect.closeTo(score, 10)));
  });

  it('weights boxes by raw score', () => {
    const [face] = facesOf([candidate(0, 0.75), candidate(4, 0.25)]);
    expect(face?.box).toEqual({ x: 1, y: 0, width: 24, height: 24 });
  });

  it('measures overlap against the best one of the group', () => {
    // 0 to 8 overlap by 0.5, 0 to 12 by a third: 12 starts a group of its own although it overlaps 8.
    const faces = facesOf([candidate(0, 0.9), candidate(7, 0.8), candidate(12, 0.7)]);
    expect(faces).toHaveLength(2);
  });

  it('scores by the logistic model', () => {
    const scoring = { bias: 0.5, logit: 2, support: 3, size: -1 };
    const [face] = facesOf([candidate(0, 0.6, 48), candidate(0, 0.2, 48)], scoring, 2);
    const expected = 0.5 + 2 * Math.log(0.6 / 0.4) + 3 * Math.log(0.8) - Math.log((48 * 2) / 24);
    expect(face?.score).toBeCloseTo(sigmoid(expected), 10);
  });

  it('does not take a sliver for a sure face', () => {
    const scoring = { bias: 0, logit: 1, support: 0, size: -2 };
    const [sliver] = facesOf([{ box: { x: 0, y: 0, width: 500, height: 1 }, score: 0.1 }], scoring);
    const [smallest] = facesOf([candidate(0, 0.1, 12)], scoring);
    expect(sliver?.score).toBeCloseTo(smallest!.score, 10);
  });

  it('takes more candidates for more certain', () => {
    const scoring = { bias: 0, logit: 1, support: 1, size: 0 };
    const score = (count: number) =>
      facesOf(
        Array.from({ length: count }, () => candidate(0, 0.5)),
        scoring,
      )[0]!.score;
    expect(score(4)).toBeGreaterThan(score(1));
  });

  it('gives scores best first, and as many faces as groups, in any order of the candidates', () => {
    const one = fc.record({
      x: fc.integer({ min: 0, max: 200 }),
      score: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
    });
    const scoring = { bias: 0, logit: 0.5, support: 2, size: -2 };
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ score }) => score, maxLength: 30 }), (items) => {
        const candidates = items.map(({ x, score }) => candidate(x, score));
        const faces = facesOf(candidates, scoring);
        const scores = faces.map(({ score }) => score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        expect(facesOf([...candidates].reverse(), scoring)).toEqual(faces);
      }),
    );
  });
});
