import { describe, expect, it } from 'vitest';
import { fitTemperature, predictionsOf } from './calibrate.js';

describe('fitTemperature', () => {
  it('is 1 where nothing tells otherwise', () => {
    expect(fitTemperature(Float32Array.of(0, 0), [0], 2)).toBeGreaterThan(0);
  });

  it('cools answers that are too sure, by what makes them right as often as they say', () => {
    // Of 10 pictures with logits 4 apart, 8 are right: a score of 0.8 is log(4) apart.
    const logits = Float32Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 4 : 0));
    const truth = Array.from({ length: 10 }, (_, i) => (i < 8 ? 0 : 1));
    expect(fitTemperature(logits, truth, 2)).toBeCloseTo(4 / Math.log(4), 1);
  });
});

describe('predictionsOf', () => {
  it('has a row a picture, with every label by score', () => {
    const sample = {
      id: 'a.jpg',
      label: 'x',
      source: 'web',
      read: () => Promise.reject(new Error('not read')),
    };
    const held = [{ sample, sha256: '', size: 31, keys: [] }];
    const [row] = predictionsOf(['x', 'y'], held, Float32Array.of(0, Math.log(3)));
    expect(row).toMatchObject({ image: 'a.jpg', truth: 'x', size: 31, source: 'web' });
    expect(row!.scores.map(({ label }) => label)).toEqual(['y', 'x']);
    expect(row!.scores[0]!.score).toBeCloseTo(0.75, 6);
    expect(predictionsOf(['x', 'y'], [], new Float32Array())).toEqual([]);
  });
});
