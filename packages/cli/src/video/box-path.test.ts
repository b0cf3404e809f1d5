import { describe, expect, it } from 'vitest';
import { createBoxPath } from './box-path.js';

const box = { x: 1, y: 2, width: 3, height: 4 };
const timesOf = (count: number, maxPoints: number) => {
  const path = createBoxPath(maxPoints);
  for (let i = 0; i < count; i++) path.add({ timestampMs: i, box });
  return path.points().map(({ timestampMs }) => timestampMs);
};

describe('createBoxPath', () => {
  it('keeps all points while there is room', () => {
    expect(timesOf(0, 8)).toEqual([]);
    expect(timesOf(1, 8)).toEqual([0]);
    expect(timesOf(7, 8)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('keeps both ends and even steps of a path that is too long', () => {
    const times = timesOf(1000, 8);
    expect(times.length).toBeLessThanOrEqual(9);
    expect([times[0], times.at(-1)]).toEqual([0, 999]);
    const steps = times.slice(1, -1).map((time, i) => time - times[i]!);
    expect(new Set(steps).size).toBe(1);
  });
});
