import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '@maskpred/core';
import { bareFaces } from '../__fixtures__/faces.js';
import { AUGMENTATION, augment } from './augment.js';

let face: RgbImage;
beforeAll(async () => {
  [face] = (await bareFaces()) as [RgbImage];
});

describe('augment', () => {
  it('gives the same picture for the same seed, and another for another', async () => {
    const [a, b, c] = [await augment(face, 1), await augment(face, 1), await augment(face, 2)];
    expect(b).toEqual(a);
    expect(c.data).not.toEqual(a.data);
  });

  it('leaves the face as it is', async () => {
    const before = face.data.slice();
    await augment(face, 3);
    expect(face.data).toEqual(before);
  });

  it('shrinks about as many variants as it says, to the sizes that it says', async () => {
    const sides: number[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const { width, height } = await augment(face, seed);
      sides.push(Math.max(width, height));
    }
    const [low, high] = AUGMENTATION.shrinkTo;
    const small = sides.filter((side) => side <= high);
    expect(Math.min(...small)).toBeGreaterThanOrEqual(low);
    expect(small.length / sides.length).toBeGreaterThan(AUGMENTATION.shrinkShare - 0.2);
    expect(small.length / sides.length).toBeLessThan(AUGMENTATION.shrinkShare + 0.2);
  });

  it('takes a picture of one pixel', async () => {
    const dot = { data: new Uint8Array([10, 20, 30]), width: 1, height: 1, channels: 3 } as const;
    expect(await augment(dot, 1)).toMatchObject({ width: 1, height: 1 });
  });
});
