import { cropRegion } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeInCrop } from './find-sources.js';

describe('placeInCrop', () => {
  it('finds the box again in the crop that was cut by it, also at an edge', () => {
    const size = { width: 640, height: 427 };
    const box = fc.record({
      x: fc.integer({ min: 0, max: 600 }),
      y: fc.integer({ min: 0, max: 400 }),
      width: fc.integer({ min: 1, max: 200 }),
      height: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(box, fc.double({ min: 0, max: 1, noNaN: true }), (any, margin) => {
        const region = cropRegion(any, margin, size);
        expect(placeInCrop(any, margin)).toEqual({ ...any, x: any.x - region.x, y: any.y - region.y });
      }),
    );
  });
});
