import { createRandom } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceMotion, correctMotion, type Motion, scaleMotion, startMotion } from './kalman.js';

const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const positive = fc.double({ min: 0.01, max: 100, noNaN: true });

function follow(places: readonly number[], seconds = 0.1): Motion {
  return places
    .slice(1)
    .reduce(
      (motion, place) => correctMotion(advanceMotion(motion, seconds, 10), place, 1),
      startMotion(places[0]!, 1, 1000),
    );
}

describe('a motion', () => {
  it('begins where it was seen, at rest', () => {
    expect(startMotion(5, 1, 2)).toEqual({
      position: 5,
      velocity: 0,
      variance: 1,
      velocityVariance: 2,
      covariance: 0,
    });
  });

  it('learns a constant speed, and goes on with it', () => {
    const motion = follow(Array.from({ length: 30 }, (_, i) => 10 + 20 * i * 0.1));
    expect(motion.velocity).toBeCloseTo(20, 0);
    expect(advanceMotion(motion, 0.5, 10).position).toBeCloseTo(10 + 20 * (2.9 + 0.5), 0);
  });

  it('is nearer to the truth than what was measured', () => {
    const random = createRandom(1);
    const truth = Array.from({ length: 200 }, (_, i) => 3 * i);
    const measured = truth.map((place) => place + random.between(-4, 4));
    let motion = startMotion(measured[0]!, 5, 1000);
    let [filtered, raw] = [0, 0];
    for (let i = 1; i < truth.length; i++) {
      motion = correctMotion(advanceMotion(motion, 0.1, 10), measured[i]!, 5);
      filtered += Math.abs(motion.position - truth[i]!);
      raw += Math.abs(measured[i]! - truth[i]!);
    }
    expect(filtered).toBeLessThan(0.6 * raw);
  });

  it('grows less sure with time and surer with a measurement, and its covariance stays one', () => {
    fc.assert(
      fc.property(
        finite,
        positive,
        positive,
        positive,
        finite,
        positive,
        (at, v, vv, seconds, seen, error) => {
          const before = advanceMotion(startMotion(at, v, vv), 0.1, 5);
          const later = advanceMotion(before, seconds, 5);
          const after = correctMotion(later, seen, error);
          expect(later.variance).toBeGreaterThan(before.variance);
          expect(after.variance).toBeLessThan(later.variance);
          expect(after.variance).toBeLessThanOrEqual(error * (1 + 1e-9));
          expect(after.variance * after.velocityVariance).toBeGreaterThanOrEqual(
            after.covariance ** 2 * (1 - 1e-6),
          );
        },
      ),
    );
  });

  it('may be scaled before or after it advances', () => {
    fc.assert(
      fc.property(finite, positive, positive, (at, variance, factor) => {
        const motion = { ...startMotion(at, variance, 4), velocity: 2 };
        const first = advanceMotion(scaleMotion(motion, factor), 0.3, 5 * factor ** 2);
        const last = scaleMotion(advanceMotion(motion, 0.3, 5), factor);
        for (const name of Object.keys(first) as (keyof Motion)[]) {
          expect(Math.abs(first[name] - last[name])).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(last[name])));
        }
      }),
    );
  });
});
