import { describe, expect, it } from 'vitest';
import { createRandom, type RgbImage } from '@maskpred/core';
import { AUGMENTATION } from './augmentation.js';
import { blur, gaussianBlur } from './blur.js';
import { occlude } from './occlude.js';
import { relight } from './relight.js';
import { warp } from './warp.js';

const grey = (width: number, height: number, shade = 128): RgbImage => ({
  data: new Uint8Array(width * height * 3).fill(shade),
  width,
  height,
  channels: 3,
});

const SEEDS = Array.from({ length: 300 }, (_, i) => i);

/** Share of pixels that differ. */
function changedShare(before: RgbImage, after: RgbImage): number {
  let changed = 0;
  for (let i = 0; i < before.data.length; i += 3) {
    if ([0, 1, 2].some((c) => before.data[i + c] !== after.data[i + c])) changed++;
  }
  return (changed * 3) / before.data.length;
}

describe('occlude', () => {
  it('covers as many variants and as much of them as it says', () => {
    const image = grey(60, 50);
    const shares = SEEDS.map((seed) => changedShare(image, occlude(image, createRandom(seed)))).filter(
      (s) => s > 0,
    );
    expect(Math.abs(shares.length / SEEDS.length - AUGMENTATION.occludeShare)).toBeLessThan(0.1);
    expect(Math.max(...shares)).toBeLessThan(AUGMENTATION.occludeArea[1] + 0.01);
  });

  it('leaves the picture as it is', () => {
    const image = grey(10, 10);
    for (const seed of SEEDS) occlude(image, createRandom(seed));
    expect(image).toEqual(grey(10, 10));
  });
});

describe('gaussianBlur', () => {
  it('changes nothing in an even picture', () => {
    expect([...gaussianBlur(grey(7, 5), 1.5).data]).toEqual([...grey(7, 5).data]);
  });

  it('spreads a dot evenly over both axes and keeps its light', () => {
    const dot = grey(21, 21, 0);
    dot.data.fill(255, (10 * 21 + 10) * 3, (10 * 21 + 10) * 3 + 3);
    const { data } = gaussianBlur(dot, 1);
    const at = (x: number, y: number) => data[(y * 21 + x) * 3]!;
    expect(at(10, 10)).toBe(Math.round(255 / (2 * Math.PI)));
    expect([at(9, 10), at(10, 9), at(10, 11)]).toEqual([at(11, 10), at(11, 10), at(11, 10)]);
    expect(at(11, 10) / at(10, 10)).toBeCloseTo(Math.exp(-0.5), 1);
  });
});

describe('blur', () => {
  it('blurs as many variants as it says', () => {
    const image = grey(16, 16);
    image.data.fill(0, 0, 300);
    const blurred = SEEDS.filter((seed) => blur(image, createRandom(seed)) !== image).length;
    expect(Math.abs(blurred / SEEDS.length - AUGMENTATION.blurShare)).toBeLessThan(0.1);
  });
});

describe('relight', () => {
  it('makes some variants brighter and some darker, and keeps the size', () => {
    const means = SEEDS.map((seed) => relight(grey(2, 2), createRandom(seed)).data[0]!);
    expect(Math.min(...means)).toBeLessThan(100);
    expect(Math.max(...means)).toBeGreaterThan(150);
  });
});

describe('warp', () => {
  it('shrinks what is larger than the network sees, and keeps the aspect', () => {
    expect(warp(grey(448, 224), createRandom(1))).toMatchObject({ width: 224, height: 112 });
    expect(warp(grey(30, 20), createRandom(1))).toMatchObject({ width: 30, height: 20 });
  });

  it('mirrors half of the variants', () => {
    const image = grey(20, 20, 0);
    for (let y = 0; y < 20; y++) image.data.fill(255, y * 60, y * 60 + 30); // the left half is white
    const mirrored = SEEDS.filter((seed) => {
      const { data } = warp(image, createRandom(seed));
      return data[10 * 60 + 9]! < data[10 * 60 + 57]!;
    }).length;
    expect(Math.abs(mirrored / SEEDS.length - AUGMENTATION.mirrorShare)).toBeLessThan(0.15);
  });
});
