import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belongsTo, planTiles } from './tiles.js';

const settings = { size: 512, overlap: 0.25 };

describe('planTiles', () => {
  it('looks once at a picture within one square', () => {
    const whole = { x: 0, y: 0, width: 512, height: 300 };
    expect(planTiles({ width: 512, height: 300 }, settings)).toEqual([
      { region: whole, core: whole, minSide: 0, maxSide: Infinity },
    ]);
  });

  it('ends with the whole picture', () => {
    const plan = planTiles({ width: 2000, height: 1500 }, settings);
    expect(plan.at(-1)?.region).toEqual({ x: 0, y: 0, width: 2000, height: 1500 });
  });

  it('doubles the squares until they hold the picture', () => {
    const sides = planTiles({ width: 2000, height: 1500 }, settings).map(({ region }) => region.width);
    expect([...new Set(sides)]).toEqual([512, 1024, 2000]);
  });

  it('shows every face whole to the square that reports it, and exactly one of a size reports it', () => {
    const side = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 64, max: 600 }),
        fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (width, height, size, overlap, atX, atY) => {
          const plan = planTiles({ width, height }, { size, overlap });
          const smallest = plan.filter(({ maxSide }) => maxSide === plan[0]!.maxSide);
          const faceSide = Math.min(width, height, Math.floor(size * overlap) - 1);
          const face = {
            x: atX * (width - faceSide),
            y: atY * (height - faceSide),
            width: faceSide,
            height: faceSide,
          };
          const reporting = smallest.filter((tile) => belongsTo(tile, face));
          expect(reporting.length).toBeGreaterThan(0);
          if (reporting.length > 1) return; // a centre on the line between two cores; suppression merges them
          const { region } = reporting[0]!;
          expect(face.x).toBeGreaterThanOrEqual(region.x - 1);
          expect(face.y).toBeGreaterThanOrEqual(region.y - 1);
          expect(face.x + face.width).toBeLessThanOrEqual(region.x + region.width + 1);
          expect(face.y + face.height).toBeLessThanOrEqual(region.y + region.height + 1);
        },
      ),
    );
  });

  it('gives whole pixels inside the picture', () => {
    for (const { region } of planTiles({ width: 1111, height: 777 }, { size: 333, overlap: 0.1 })) {
      expect(Object.values(region).every(Number.isInteger)).toBe(true);
      expect(region.x + region.width).toBeLessThanOrEqual(1111);
      expect(region.y + region.height).toBeLessThanOrEqual(777);
    }
  });
});

describe('belongsTo', () => {
  it('has a size of square for every size of face', () => {
    const plan = planTiles({ width: 3000, height: 2000 }, settings);
    for (let side = 1; side <= 2000; side++) {
      const face = { x: 1500 - side / 2, y: 1000 - side / 2, width: side, height: side };
      expect(plan.some((tile) => belongsTo(tile, face))).toBe(true);
    }
  });

  it('leaves faces that are small for a square to the smaller squares', () => {
    const plan = planTiles({ width: 2000, height: 512 }, settings);
    const face = { x: 100, y: 100, width: 50, height: 60 };
    expect(belongsTo(plan[0]!, face)).toBe(true);
    expect(belongsTo(plan.at(-1)!, face)).toBe(false);
  });

  it('leaves faces larger than the overlap to the next size', () => {
    const [tile] = planTiles({ width: 2000, height: 512 }, settings);
    expect(belongsTo(tile!, { x: 10, y: 10, width: 100, height: 128 })).toBe(true);
    expect(belongsTo(tile!, { x: 10, y: 10, width: 100, height: 129 })).toBe(false);
  });
});
