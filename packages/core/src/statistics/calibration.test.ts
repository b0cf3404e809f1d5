import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from '../random.js';
import { calibrationOf, type Confidence } from './calibration.js';

const anyPredictions = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 20 }).map((n) => n / 20), isRight: fc.boolean() }),
  { maxLength: 60 },
);

describe('calibrationOf', () => {
  it('has no bins and no error without predictions', () => {
    expect(calibrationOf([])).toEqual({ ece: 0, bins: [] });
  });

  it('measures by hand', () => {
    const predictions: Confidence[] = [
      { score: 0.9, isRight: true },
      { score: 0.6, isRight: false },
      { score: 0.8, isRight: true },
      { score: 0.5, isRight: true },
    ];
    const { ece, bins } = calibrationOf(predictions, 2);
    expect(bins.map(({ low, high, size }) => [low, high, size])).toEqual([
      [0.5, 0.6, 2],
      [0.8, 0.9, 2],
    ]);
    expect(ece).toBeCloseTo(0.5 * Math.abs(0.55 - 0.5) + 0.5 * Math.abs(0.85 - 1), 12);
  });

  it('makes bins of equal mass, in order, whose mean is the accuracy', () => {
    fc.assert(
      fc.property(anyPredictions, fc.integer({ min: 1, max: 20 }), (predictions, count) => {
        const { ece, bins } = calibrationOf(predictions, count);
        const sizes = bins.map(({ size }) => size);
        expect(bins.length).toBe(Math.min(count, predictions.length));
        if (sizes.length > 0) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        bins.slice(1).forEach(({ low }, i) => expect(low).toBeGreaterThanOrEqual(bins[i]!.high));
        const right = bins.reduce((sum, { accuracy, size }) => sum + accuracy * size, 0);
        expect(right).toBeCloseTo(predictions.filter(({ isRight }) => isRight).length, 9);
        expect(ece).toBeGreaterThanOrEqual(0);
        expect(ece).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not depend on the order of the input, equal scores included', () => {
    fc.assert(
      fc.property(anyPredictions, fc.nat(), (predictions, seed) => {
        expect(calibrationOf(shuffle(predictions, createRandom(seed)), 5)).toEqual(
          calibrationOf(predictions, 5),
        );
      }),
    );
  });

  it('is small for scores that mean what they say, and large for boasts', () => {
    const random = createRandom(3);
    const draw = (boast: number) =>
      Array.from({ length: 20_000 }, () => {
        const chance = random.between(0.5, 0.8);
        return { score: chance + boast, isRight: random.next() < chance };
      });
    expect(calibrationOf(draw(0)).ece).toBeLessThan(0.02);
    expect(calibrationOf(draw(0.2)).ece).toBeCloseTo(0.2, 1);
  });

  it('refuses less than one bin', () => {
    expect(() => calibrationOf([], 0)).toThrow('at least 1');
  });
});
