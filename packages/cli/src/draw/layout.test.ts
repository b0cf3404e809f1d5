import { intersectionArea } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelledBox, placeFaces } from './layout.js';

const face = (x: number, y: number, width: number, height = width): LabelledBox => ({
  box: { x, y, width, height },
  label: 'no-mask',
  score: 0.99,
});

const crowds = fc
  .record({ width: fc.integer({ min: 1, max: 1200 }), height: fc.integer({ min: 1, max: 900 }) })
  .chain((size) =>
    fc.record({
      size: fc.constant(size),
      faces: fc.array(
        fc
          .record({
            x: fc.double({ min: 0, max: 0.95, noNaN: true }),
            y: fc.double({ min: 0, max: 0.95, noNaN: true }),
            side: fc.double({ min: 0.01, max: 1, noNaN: true }),
          })
          .map(({ x, y, side }) => {
            const width = Math.max(0.5, Math.min(side, 1 - x) * size.width);
            const height = Math.max(0.5, Math.min(side, 1 - y) * size.height);
            return face(x * size.width, y * size.height, width, height);
          }),
        { maxLength: 25 },
      ),
    }),
  );

describe('placeFaces', () => {
  it('has nothing to place without faces', () => {
    expect(placeFaces([], { width: 100, height: 100 })).toEqual([]);
  });

  it('keeps every chip in the picture and off the other chips, in any crowd', () => {
    fc.assert(
      fc.property(crowds, ({ size, faces }) => {
        const placed = placeFaces(faces, size);
        expect(placed.map(({ box }) => box)).toEqual(faces.map(({ box }) => box));
        const chips = placed.flatMap(({ chip }) => (chip ? [chip.box] : []));
        for (const [index, chip] of chips.entries()) {
          expect(chip.x).toBeGreaterThanOrEqual(0);
          expect(chip.y).toBeGreaterThanOrEqual(0);
          expect(chip.x + chip.width).toBeLessThanOrEqual(size.width + 1e-6);
          expect(chip.y + chip.height).toBeLessThanOrEqual(size.height + 1e-6);
          for (const other of chips.slice(index + 1)) {
            const smaller = Math.min(chip.width * chip.height, other.width * other.height);
            expect(intersectionArea(chip, other) / smaller).toBeLessThan(0.2);
          }
        }
      }),
    );
  });

  it('says word and score of a large face, above its box', () => {
    const [large] = placeFaces([face(200, 150, 160)], { width: 640, height: 480 });
    expect(large.chip!.text).toBeDefined();
    expect(large.chip!.box.y + large.chip!.box.height).toBeCloseTo(150);
  });

  it('goes below or inside where there is no room above', () => {
    const [atTop] = placeFaces([face(200, 2, 160)], { width: 640, height: 480 });
    expect(atTop.chip!.box.y).toBeGreaterThanOrEqual(2);
    const [whole] = placeFaces([face(0, 0, 400)], { width: 400, height: 400 });
    expect(whole.chip).toBeDefined();
  });

  it('gives small faces a thin line and a symbol, and tiny ones the line alone', () => {
    const size = { width: 640, height: 480 };
    const [large, small, tiny] = placeFaces(
      [face(100, 100, 200), face(400, 100, 16), face(500, 300, 5)],
      size,
    );
    expect(small.chip!.text).toBeUndefined();
    expect(small.chip!.box.width).toBeLessThan(20);
    expect(tiny.chip).toBeUndefined();
    expect(small.lineWidth).toBe(1);
    expect(large.lineWidth).toBeGreaterThan(2);
  });

  it('keeps chips of neighbours apart', () => {
    const row = [face(100, 100, 90), face(150, 110, 88), face(200, 105, 86)];
    const chips = placeFaces(row, { width: 640, height: 480 }).map(({ chip }) => chip!.box);
    expect(intersectionArea(chips[0], chips[1])).toBeLessThan(30);
    expect(intersectionArea(chips[1], chips[2])).toBeLessThan(30);
  });
});
