import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arcsine, cosine, exponential, length, sine } from './exact.js';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('functions that are the same on every platform', () => {
  it('agree with those of the platform', () => {
    fc.assert(
      fc.property(number(-100, 100), number(-1, 1), number(-40, 0), (angle, share, power) => {
        expect(Math.abs(sine(angle) - Math.sin(angle))).toBeLessThan(1e-10);
        expect(Math.abs(cosine(angle) - Math.cos(angle))).toBeLessThan(1e-10);
        expect(Math.abs(arcsine(share) - Math.asin(share))).toBeLessThan(1e-8);
        expect(Math.abs(exponential(power) - Math.exp(power))).toBeLessThan(1e-9);
        expect(Math.abs(length(angle, power) - Math.hypot(angle, power))).toBeLessThan(1e-10);
      }),
      { numRuns: 2000 },
    );
  });

  it('hold at the ends of their ranges', () => {
    expect([arcsine(-1), arcsine(0), arcsine(1)]).toEqual([-Math.PI / 2, 0, Math.PI / 2]);
    expect([exponential(0), exponential(-1000), sine(0), length(0, 0)]).toEqual([1, 0, 0, 0]);
  });
});
