import type { Detection } from '@mediapipe/tasks-vision';
import { describe, expect, it } from 'vitest';
import { type Correction, CORRECTIONS, toFace } from './convert.js';

const PLAIN: Correction = { box: { left: 0, top: 0, right: 0, bottom: 0 }, slope: 1, offset: 0 };
const detection = (score = 0.8, originX = 10, originY = 20, width = 40, height = 40): Detection => ({
  boundingBox: { originX, originY, width, height, angle: 0 },
  categories: [{ score, index: 0, categoryName: '', displayName: '' }],
  keypoints: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((at) => ({ x: at, y: at / 2 })),
});
const SEEN = { width: 100, height: 200 };

describe('toFace', () => {
  it('gives box and points in pixels of the picture, which was shrunk', () => {
    const face = toFace(detection(), SEEN, { width: 300, height: 600 }, PLAIN)!;
    expect(face.box).toEqual({ x: 30, y: 60, width: 120, height: 120 });
    expect(face.score).toBeCloseTo(0.8, 9);
    expect(face.keypoints!.map(({ name }) => name)).toEqual([
      'right-eye',
      'left-eye',
      'nose',
      'mouth',
      'right-ear',
      'left-ear',
    ]);
    expect(face.keypoints![2]!.x).toBeCloseTo(90, 6);
    expect(face.keypoints![2]!.y).toBeCloseTo(90, 6);
  });

  it('clips to the picture, and drops what lies outside', () => {
    expect(toFace(detection(0.8, -10, 180), SEEN, SEEN, PLAIN)!.box).toEqual({
      x: 0,
      y: 180,
      width: 30,
      height: 20,
    });
    expect(toFace(detection(0.8, 100, 0), SEEN, SEEN, PLAIN)).toBeUndefined();
    expect(toFace(detection(0.8, 0, -40), SEEN, SEEN, PLAIN)).toBeUndefined();
  });

  it('moves the edges by shares of the size', () => {
    const box = { left: 0.1, top: 0.2, right: -0.1, bottom: -0.25 };
    const moved = toFace(detection(), SEEN, SEEN, { ...PLAIN, box })!.box;
    for (const [side, value] of Object.entries({ x: 14, y: 28, width: 40, height: 42 })) {
      expect(moved[side as 'x']).toBeCloseTo(value, 9);
    }
  });

  it.each(['short', 'full'] as const)('keeps the order of scores, from 0 to 1, with %s', (range) => {
    const raw = [0, 0.02, 0.3, 0.5, 0.7, 0.999, 1];
    const scores = raw.map((score) => toFace(detection(score), SEEN, SEEN, CORRECTIONS[range])!.score);
    expect(scores[0]).toBe(0);
    expect(scores.at(-1)).toBe(1);
    for (let i = 1; i < scores.length; i++) expect(scores[i]!).toBeGreaterThan(scores[i - 1]!);
  });

  it('drops a detection without a box or a score', () => {
    expect(toFace({ categories: [], keypoints: [] }, SEEN, SEEN, PLAIN)).toBeUndefined();
    expect(toFace({ ...detection(), categories: [] }, SEEN, SEEN, PLAIN)).toBeUndefined();
  });
});
