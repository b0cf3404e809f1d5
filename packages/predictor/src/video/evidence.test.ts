import type { ClassScore } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLook, type Evidence, meanScores, noEvidence } from './evidence.js';

type Label = 'mask' | 'no-mask';
const OPTIONS = { decideAt: 3, halfLifeMs: 1000 };

/** A row of the classifier that gives `mask` that score. */
function row(mask: number): ClassScore<Label>[] {
  const scores: ClassScore<Label>[] = [
    { label: 'mask', score: mask },
    { label: 'no-mask', score: 1 - mask },
  ];
  return scores.sort((a, b) => b.score - a.score);
}

/** One look each 100 ms. */
function look(scores: readonly number[], from: Evidence<Label> = noEvidence()): Evidence<Label> {
  return scores.reduce((evidence, score, i) => {
    const start = Number.isFinite(from.timestampMs) ? from.timestampMs + 100 : 0;
    return addLook(evidence, row(score), start + 100 * i, OPTIONS);
  }, from);
}

describe('evidence', () => {
  it('is open before the first look', () => {
    expect(noEvidence().label).toBeUndefined();
    expect(meanScores(noEvidence())).toEqual([]);
  });

  it('decides by two sure looks, and not by one, however sure', () => {
    expect(look([1]).label).toBeUndefined();
    expect(look([0.95, 0.95]).label).toBe('mask');
    expect(look([0, 0]).label).toBe('no-mask');
  });

  it('needs more looks when they are unsure, and never decides by a coin', () => {
    expect(look([0.7, 0.7]).label).toBeUndefined();
    expect(look(Array.from({ length: 8 }, () => 0.7)).label).toBe('mask');
    expect(look(Array.from({ length: 50 }, () => 0.5)).label).toBeUndefined();
  });

  it('keeps its label through single contrary looks', () => {
    const masked = look(Array.from({ length: 10 }, () => 0.95));
    const doubted = look([0.1, 0.3], masked);
    expect(doubted.label).toBe('mask');
    expect(doubted.isAgreed).toBe(false);
    expect(look([0.9], doubted).isAgreed).toBe(true);
  });

  it('changes its label within a second when all looks change', () => {
    const masked = look(Array.from({ length: 100 }, () => 0.99));
    expect(
      look(
        Array.from({ length: 10 }, () => 0.01),
        masked,
      ).label,
    ).toBe('no-mask');
  });

  it('forgets with time', () => {
    const once = addLook<Label>(noEvidence(), row(0.99), 0, OPTIONS);
    const soon = addLook(once, row(0.99), 100, OPTIONS);
    const late = addLook(once, row(0.99), 5000, OPTIONS);
    expect(soon.label).toBe('mask');
    expect(late.label).toBeUndefined();
  });

  it('gives mean scores that sum to 1 and lie between those seen', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 20 }), (scores) => {
        const means = meanScores(look(scores));
        expect(means.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9);
        const mask = means.find(({ label }) => label === 'mask')!.score;
        expect(mask).toBeGreaterThanOrEqual(Math.min(...scores) - 1e-9);
        expect(mask).toBeLessThanOrEqual(Math.max(...scores) + 1e-9);
        expect(means[0]!.score).toBeGreaterThanOrEqual(means[1]!.score);
      }),
    );
  });

  it('stays finite for scores of exactly 0 and 1', () => {
    const { logOdds } = look([0, 1, 0, 1]);
    expect([...logOdds.values()].every(Number.isFinite)).toBe(true);
  });
});
