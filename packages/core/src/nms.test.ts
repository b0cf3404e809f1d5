import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iou } from './box.js';
import type { FaceDetection } from './detection.js';
import { suppressOverlaps } from './nms.js';

const face = (x: number, y: number, side: number, score: number): FaceDetection => ({
  box: { x, y, width: side, height: side },
  score,
});

describe('suppressOverlaps', () => {
  it('returns [] for no faces', () => {
    expect(suppressOverlaps([])).toEqual([]);
  });

  it('keeps the best of two that overlap and the one apart, best first', () => {
    const [weak, strong, apart] = [face(0, 0, 10, 0.6), face(1, 1, 10, 0.9), face(50, 50, 10, 0.7)];
    expect(suppressOverlaps([weak, strong, apart])).toEqual([strong, apart]);
  });

  it('keeps both at exactly the allowed overlap', () => {
    const pair = [face(0, 0, 2, 0.9), face(1, 0, 2, 0.8)]; // iou 1/3
    expect(suppressOverlaps(pair, { maxOverlap: 1 / 3 })).toHaveLength(2);
    expect(suppressOverlaps(pair, { maxOverlap: 0.33 })).toHaveLength(1);
  });

  it('drops a small face inside a large one only when overlap is measured on the smaller', () => {
    const nested = [face(0, 0, 100, 0.9), face(10, 10, 20, 0.8)];
    expect(suppressOverlaps(nested)).toHaveLength(2);
    expect(suppressOverlaps(nested, { overlap: 'min-area' })).toHaveLength(1);
  });

  it('lets a face live whose only overlap is a dropped one', () => {
    const chain = [face(0, 0, 10, 0.9), face(3, 0, 10, 0.8), face(6, 0, 10, 0.7)];
    expect(suppressOverlaps(chain).map(({ score }) => score)).toEqual([0.9, 0.7]);
  });

  it('stops at maxFaces, keeps the order of ties, and leaves its input alone', () => {
    const faces = [0, 1, 2, 3].map((i) => face(i * 100, 0, 10, 0.5));
    const order = [...faces];
    expect(suppressOverlaps(faces, { maxFaces: 2 })).toEqual([faces[0], faces[1]]);
    expect(suppressOverlaps(faces, { maxFaces: 0 })).toEqual([]);
    expect(faces).toEqual(order);
  });

  it('keeps faces with an empty box apart from division by zero', () => {
    const empty = [face(5, 5, 0, 0.9), face(5, 5, 0, 0.8)];
    expect(suppressOverlaps(empty, { overlap: 'min-area' })).toHaveLength(2);
  });

  it('keeps no pair above the limit, drops none without a better one, and doing it again changes nothing', () => {
    const anyFace = fc
      .tuple(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map((values) => face(...values));
    fc.assert(
      fc.property(fc.array(anyFace, { maxLength: 25 }), (faces) => {
        const kept = suppressOverlaps(faces);
        for (const a of kept) {
          for (const b of kept) if (a !== b) expect(iou(a.box, b.box)).toBeLessThanOrEqual(0.45);
        }
        for (const dropped of faces.filter((one) => !kept.includes(one))) {
          const better = kept.find((k) => iou(k.box, dropped.box) > 0.45 && k.score >= dropped.score);
          expect(better).toBeDefined();
        }
        expect(suppressOverlaps(kept)).toEqual(kept);
      }),
    );
  });
});
