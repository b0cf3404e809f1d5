import { describe, expect, it } from 'vitest';
import { fitLogistic } from './logistic.js';

describe('fitLogistic', () => {
  it('finds the chance of rows that are all alike', () => {
    const rows = Array.from({ length: 10 }, () => [1]);
    const [bias] = fitLogistic(rows, [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    expect(1 / (1 + Math.exp(-bias!))).toBeCloseTo(0.8, 2);
  });

  it('finds the weights that made the answers', () => {
    const rows: number[][] = [];
    const answers: (0 | 1)[] = [];
    for (let x = -3; x <= 3; x += 0.5) {
      const chance = 1 / (1 + Math.exp(-(0.5 + 2 * x)));
      for (let i = 0; i < 100; i++) {
        rows.push([1, x]);
        answers.push(i < Math.round(chance * 100) ? 1 : 0);
      }
    }
    const [bias, slope] = fitLogistic(rows, answers);
    expect(bias).toBeCloseTo(0.5, 1);
    expect(slope).toBeCloseTo(2, 1);
  });

  it('stays finite where the answers can be told apart perfectly', () => {
    const weights = fitLogistic(
      [
        [1, -1],
        [1, 1],
      ],
      [0, 1],
    );
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(weights[1]).toBeGreaterThan(1);
  });
});
