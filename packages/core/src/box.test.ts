import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Box,
  boxArea,
  clipBox,
  expandBox,
  intersectionArea,
  iou,
  scaleBox,
  shorterSide,
  translateBox,
} from './box.js';

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const side = fc.double({ min: 0.01, max: 1000, noNaN: true });
const place = fc.double({ min: -1000, max: 1000, noNaN: true });
const anyBox = fc.record({ x: place, y: place, width: side, height: side });

describe('boxArea and shorterSide', () => {
  it('is 0 for an empty and for an inverted box', () => {
    expect(boxArea(box(3, 3, 0, 10))).toBe(0);
    expect(boxArea(box(3, 3, -4, 10))).toBe(0);
    expect(boxArea(box(3, 3, -4, -10))).toBe(0);
  });

  it('multiplies the sides and takes the shorter', () => {
    expect(boxArea(box(1, 2, 3, 4.5))).toBe(13.5);
    expect(shorterSide(box(1, 2, 3, 4.5))).toBe(3);
  });
});

describe('iou', () => {
  it('is 0 for two empty boxes, even in the same place', () => {
    expect(iou(box(1, 1, 0, 0), box(1, 1, 0, 0))).toBe(0);
  });

  it('is 0 for boxes that only touch: boxes are half-open', () => {
    expect(iou(box(0, 0, 2, 2), box(2, 0, 2, 2))).toBe(0);
    expect(intersectionArea(box(0, 0, 2, 2), box(0, 2, 2, 2))).toBe(0);
  });

  it('is a third for two squares that share half of each', () => {
    expect(iou(box(0, 0, 2, 2), box(1, 0, 2, 2))).toBeCloseTo(1 / 3, 12);
  });

  it('is 0 for boxes apart in both directions, where two negative lengths would multiply to an area', () => {
    expect(iou(box(0, 0, 1, 1), box(5, 5, 1, 1))).toBe(0);
  });

  it('is symmetric, at most 1, and 1 with itself', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        expect(iou(a, b)).toBe(iou(b, a));
        expect(iou(a, b)).toBeGreaterThanOrEqual(0);
        expect(iou(a, b)).toBeLessThanOrEqual(1 + 1e-9);
        expect(iou(a, a)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('does not change when both boxes are moved and scaled', () => {
    const small = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(small, small, small, small, small, (x, y, width, height, by) => {
        const [a, b] = [box(0, 0, 25, 25), box(x, y, width, height)];
        const move = (one: Box) => translateBox(scaleBox(one, by), -by, 2 * by);
        expect(iou(move(a), move(b))).toBeCloseTo(iou(a, b), 9);
      }),
    );
  });
});

describe('clipBox', () => {
  const picture = { width: 100, height: 50 };

  it('leaves a box inside as it is', () => {
    expect(clipBox(box(10.5, 5, 20, 30), picture)).toEqual(box(10.5, 5, 20, 30));
  });

  it('cuts what hangs over each edge', () => {
    expect(clipBox(box(-10, -5, 200, 200), picture)).toEqual(box(0, 0, 100, 50));
  });

  it('has no width or no height for a box outside', () => {
    expect(boxArea(clipBox(box(200, 10, 20, 20), picture))).toBe(0);
    expect(boxArea(clipBox(box(-50, 10, 20, 20), picture))).toBe(0);
  });

  it('is always inside, never larger, and clipping twice changes nothing', () => {
    fc.assert(
      fc.property(anyBox, (any) => {
        const clipped = clipBox(any, picture);
        expect(clipped.x).toBeGreaterThanOrEqual(0);
        expect(clipped.y).toBeGreaterThanOrEqual(0);
        expect(clipped.x + clipped.width).toBeLessThanOrEqual(100 + 1e-9);
        expect(clipped.y + clipped.height).toBeLessThanOrEqual(50 + 1e-9);
        expect(boxArea(clipped)).toBeLessThanOrEqual(boxArea(any) + 1e-6);
        const again = clipBox(clipped, picture);
        expect(again.width).toBeCloseTo(clipped.width, 9);
        expect(again.height).toBeCloseTo(clipped.height, 9);
      }),
    );
  });
});

describe('expandBox', () => {
  it('grows by a share of each side and keeps the centre', () => {
    expect(expandBox(box(10, 20, 100, 40), 0.25)).toEqual(box(-15, 10, 150, 60));
  });

  it('shrinks by a negative share', () => {
    expect(expandBox(box(0, 0, 100, 40), -0.25)).toEqual(box(25, 10, 50, 20));
  });

  it('does nothing with 0', () => {
    fc.assert(
      fc.property(anyBox, (any) => {
        expect(expandBox(any, 0)).toEqual(any);
      }),
    );
  });
});

describe('scaleBox', () => {
  it('scales position and size, each axis on its own when two factors are given', () => {
    expect(scaleBox(box(1, 2, 3, 4), 2)).toEqual(box(2, 4, 6, 8));
    expect(scaleBox(box(1, 2, 3, 4), 2, 10)).toEqual(box(2, 20, 6, 40));
  });
});
