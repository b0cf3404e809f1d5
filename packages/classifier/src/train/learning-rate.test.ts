import { describe, expect, it } from 'vitest';
import { learningRateAt } from './learning-rate.js';

describe('learningRateAt', () => {
  it.each([
    [0, 2],
    [0.5, 1],
    [1, 0],
  ])('falls along half a cosine: at %f it is %f', (progress, rate) => {
    expect(learningRateAt(2, progress, 'cosine', 0)).toBeCloseTo(rate, 12);
  });

  it('stays as it is with a constant schedule', () => {
    expect([0, 0.3, 1].map((progress) => learningRateAt(2, progress, 'constant', 0))).toEqual([2, 2, 2]);
  });

  it.each(['cosine', 'constant'] as const)('rises in a line to its peak while warming up: %s', (schedule) => {
    expect(learningRateAt(2, 0.05, schedule, 0.1)).toBeCloseTo(1, 12);
    expect(learningRateAt(2, 0.1, schedule, 0.1)).toBeCloseTo(2, 12);
  });
});
