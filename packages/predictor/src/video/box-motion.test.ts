import { describe, expect, it } from 'vitest';
import { advanceBox, boxOf, correctBox, scaleBoxMotion, startBoxMotion } from './box-motion.js';

const BOX = { x: 100, y: 50, width: 40, height: 60 };

describe('a moving box', () => {
  it('begins as it was seen', () => {
    const box = boxOf(startBoxMotion(BOX));
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(box[side]).toBeCloseTo(BOX[side], 9);
  });

  it('goes on as it went, and grows as it grew', () => {
    let motion = startBoxMotion(BOX);
    for (let i = 1; i <= 15; i++) {
      const grown = 1.02 ** i;
      const seen = { x: 100 + 6 * i, y: 50, width: 40 * grown, height: 60 * grown };
      motion = correctBox(advanceBox(motion, 0.1), seen);
    }
    const before = boxOf(motion);
    const next = boxOf(advanceBox(motion, 0.1));
    expect(next.x - before.x).toBeGreaterThan(4);
    expect(next.x - before.x).toBeLessThan(7);
    expect(next.width / before.width).toBeGreaterThan(1.01);
    expect(boxOf(advanceBox(motion, -0.1)).x).toBeLessThan(before.x);
  });

  it('never loses its size, however wild the boxes are', () => {
    let motion = startBoxMotion(BOX);
    for (const width of [400, 1, 400, 1]) motion = correctBox(advanceBox(motion, 0.1), { ...BOX, width });
    const box = boxOf(advanceBox(motion, 0.3));
    expect(box.width).toBeGreaterThan(0);
    expect(Number.isFinite(box.width)).toBe(true);
  });

  it('treats near and far faces alike', () => {
    const run = (scale: number) => {
      let motion = startBoxMotion({ x: 0, y: 0, width: 10 * scale, height: 10 * scale });
      for (let i = 1; i < 6; i++) {
        const seen = { x: i * scale, y: 0, width: 10 * scale, height: 10 * scale };
        motion = correctBox(advanceBox(motion, 0.1), seen);
      }
      return boxOf(advanceBox(motion, 0.2)).x / scale;
    };
    expect(run(20)).toBeCloseTo(run(1), 6);
  });

  it('is the same in a video of another size', () => {
    const motion = correctBox(advanceBox(startBoxMotion(BOX), 0.1), { ...BOX, x: 110 });
    const small = boxOf(advanceBox(motion, 0.2));
    const large = boxOf(advanceBox(scaleBoxMotion(motion, 3), 0.2));
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(large[side]).toBeCloseTo(3 * small[side], 6);
  });
});
