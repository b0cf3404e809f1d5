import type { Box } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchBoxes } from './matching.js';

const square = (x: number, y: number, side = 10): Box => ({ x, y, width: side, height: side });

describe('matchBoxes', () => {
  it('pairs nothing with nothing', () => {
    expect(matchBoxes([], [])).toEqual([]);
    expect(matchBoxes([square(0, 0)], [])).toEqual([]);
    expect(matchBoxes([], [square(0, 0)])).toEqual([]);
  });

  it('pairs what overlaps most, wherever it stands in the list', () => {
    const matches = matchBoxes([square(0, 0), square(20, 0)], [square(21, 1), square(1, 0)]);
    expect(matches).toHaveLength(2);
    expect(matches).toContainEqual({ track: 0, detection: 1 });
    expect(matches).toContainEqual({ track: 1, detection: 0 });
  });

  it('finds a small face that moved past its own width', () => {
    expect(matchBoxes([square(0, 0)], [square(8, 0)])).toHaveLength(1);
    expect(matchBoxes([square(0, 0)], [square(30, 0)])).toEqual([]);
  });

  it('does not pair faces of very different size', () => {
    expect(matchBoxes([square(0, 0, 10)], [square(0, 0, 60)])).toEqual([]);
  });

  it('uses every box at most once', () => {
    const boxes = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
        .map(([x, y]) => square(x, y)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(boxes, boxes, (tracks, detections) => {
        const matches = matchBoxes(tracks, detections);
        expect(new Set(matches.map(({ track }) => track)).size).toBe(matches.length);
        expect(new Set(matches.map(({ detection }) => detection)).size).toBe(matches.length);
      }),
    );
  });

  it('pairs boxes with themselves where none overlaps another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), (places) => {
        const boxes = places.map((place) => square(place * 50, 0));
        const matches = matchBoxes(boxes, [...boxes].reverse());
        expect(matches).toHaveLength(boxes.length);
        for (const { track, detection } of matches) expect(detection).toBe(boxes.length - 1 - track);
      }),
    );
  });
});
