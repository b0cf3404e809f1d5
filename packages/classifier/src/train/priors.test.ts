import { describe, expect, it } from 'vitest';
import { completePriors, correctLogits } from './priors.js';

const labels = ['mask', 'no-mask', 'not-face'];

describe('completePriors', () => {
  it('is the same for all labels when none is named', () => {
    expect(completePriors(labels, {})).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it('shares what is left equally', () => {
    const [mask, bare, other] = completePriors(labels, { 'not-face': 0.12 });
    expect(mask).toBeCloseTo(0.44, 10);
    expect(bare).toBe(mask);
    expect(other).toBe(0.12);
  });

  it('takes shares for every label that sum to 1', () => {
    expect(completePriors(['a', 'b'], { a: 0.25, b: 0.75 })).toEqual([0.25, 0.75]);
  });

  it.each([
    [{ hat: 0.1 }, 'no label "hat"'],
    [{ mask: 0 }, 'between 0 and 1'],
    [{ mask: 0.6, 'no-mask': 0.5 }, 'for 1 other labels'],
    [{ mask: 0.2, 'no-mask': 0.2, 'not-face': 0.2 }, 'for 0 other labels'],
  ])('refuses %j', (given: Record<string, number>, message) => {
    expect(() => completePriors(labels, given)).toThrow(message);
  });
});

describe('correctLogits', () => {
  const third = [1 / 3, 1 / 3, 1 / 3];

  it('changes nothing for temperature 1 where the use is like the training', () => {
    expect(correctLogits(Float32Array.of(1, 2, 3), 1, third, third)).toEqual(Float32Array.of(1, 2, 3));
    const shares = [0.7, 0.2, 0.1];
    expect(correctLogits(Float32Array.of(1, 2, 3), 1, shares, shares)).toEqual(Float32Array.of(1, 2, 3));
  });

  it('multiplies the odds by the ratio of the priors, over that of the training', () => {
    const [a, b] = correctLogits(Float32Array.of(0, 0), 1, [0.8, 0.2], [0.5, 0.5]);
    expect(Math.exp(a! - b!)).toBeCloseTo(4, 5);
    const [c, d] = correctLogits(Float32Array.of(0, 0), 1, [0.5, 0.5], [0.8, 0.2]);
    expect(Math.exp(c! - d!)).toBeCloseTo(1 / 4, 5);
  });

  it('divides by the temperature', () => {
    expect([...correctLogits(Float32Array.of(4, -2), 2, [0.5, 0.5], [0.5, 0.5])]).toEqual([2, -1]);
  });
});
