import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { decodeImage } from '@maskpred/core/node';
import { createFaceDetector } from '@maskpred/detector';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMaskPredictor } from './create-mask-predictor.js';
import type { MaskPredictor } from './predictor.js';

const PHOTOGRAPHS = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

describe('createMaskPredictor with the networks that ship', () => {
  let predictor: MaskPredictor;

  beforeAll(async () => {
    predictor = await createMaskPredictor({ engine: 'wasm' });
  });
  afterAll(() => predictor.dispose());

  it('knows the labels of the weights', () => {
    expect(predictor.labels).toEqual(['mask', 'no-mask', 'not-face']);
  });

  it.each([
    ['sample1.jpg', 3],
    ['sample3.jpg', 3],
    ['sample5.jpg', 5],
  ])('finds the bare faces of %s', async (name, faces) => {
    const people = await predictor.predict(join(PHOTOGRAPHS, name));
    expect(people.map(({ label }) => label)).toEqual(Array.from({ length: faces }, () => 'no-mask'));
    for (const { face, score, scores } of people) {
      expect(face.score).toBeGreaterThan(0.5);
      expect(scores[0]).toEqual({ label: 'no-mask', score });
      expect(scores.reduce((sum, each) => sum + each.score, 0)).toBeCloseTo(1, 5);
    }
  });

  it('finds nobody in a blank picture', async () => {
    const blank = {
      data: new Uint8Array(320 * 240 * 3).fill(127),
      width: 320,
      height: 240,
      channels: 3,
    } as const;
    expect(await predictor.predict(blank)).toEqual([]);
  });

  it('answers alike for a path and for its pixels, and keeps no tensor', async () => {
    const path = join(PHOTOGRAPHS, 'sample1.jpg');
    const pixels = await decodeImage(path);
    const before = memory().numTensors;
    const [fromPath, fromPixels] = await Promise.all([predictor.predict(path), predictor.predict(pixels)]);
    expect(fromPixels).toEqual(fromPath);
    expect(memory().numTensors).toBe(before);
  });

  it('takes a detector of the caller and leaves it usable', async () => {
    const detector = await createFaceDetector({ inputSize: 256, engine: 'wasm' });
    const own = await createMaskPredictor({ detector });
    const path = join(PHOTOGRAPHS, 'sample1.jpg');
    expect(await own.predict(path, { maxFaces: 1 })).toHaveLength(1);
    own.dispose();
    expect(await detector.detect(path)).not.toEqual([]);
    detector.dispose();
  });
});
