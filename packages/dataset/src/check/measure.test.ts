import type { RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { measurePicture } from './measure.js';

const PHOTOGRAPH = createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample1.jpg');

function paint(width: number, height: number, grey: (x: number, y: number) => number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    data.fill(grey(i % width, Math.floor(i / width)), i * 3, i * 3 + 3);
  }
  return { data, width, height, channels: 3 };
}

describe('measurePicture', () => {
  it('finds neither contrast nor sharpness in one colour', () => {
    const measures = measurePicture(paint(40, 30, () => 77));
    expect(measures.brightness).toBeCloseTo(77, 9);
    expect(measures.contrast).toBeCloseTo(0, 9);
    expect(measures.sharpness).toBe(0);
    expect([measures.darkest, measures.brightest].map(Math.round)).toEqual([77, 77]);
  });

  it.each([
    [1, 1],
    [1, 50],
    [9, 9],
  ])('measures %i x %i pixels, too small for an edge', (width, height) => {
    const measures = measurePicture(paint(width, height, (x) => x * 20));
    expect(measures.sharpness).toBe(0);
    for (const value of Object.values(measures)) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('gives 1 to a step and little to a ramp', () => {
    expect(measurePicture(paint(60, 60, (x) => (x < 30 ? 20 : 200))).sharpness).toBeCloseTo(1, 9);
    expect(measurePicture(paint(60, 60, (x) => x * 4)).sharpness).toBeCloseTo(1 / 9, 9);
  });

  it('looks past a dark background for the brightest part, which the mean does not', () => {
    const { brightest, brightness } = measurePicture(paint(50, 50, (x) => (x < 10 ? 180 : 4)));
    expect(brightest).toBeCloseTo(180, 9);
    expect(brightness).toBeLessThan(50);
  });

  it('falls with every blur of a photograph, whatever its size', async () => {
    const full = sharp(PHOTOGRAPH);
    const { width } = await full.metadata();
    const sharpness = async (sigma: number, scale: number) => {
      const blurred = sigma === 0 ? full.clone() : full.clone().blur(sigma * width);
      const bytes = await sharp(await blurred.png().toBuffer())
        .resize(Math.round(width * scale))
        .png()
        .toBuffer();
      return measurePicture(await decodeImage(bytes)).sharpness;
    };
    const blurs = [];
    for (const sigma of [0, 0.01, 0.02, 0.04]) blurs.push(await sharpness(sigma, 0.5));
    expect(blurs).toEqual([...blurs].sort((a, b) => b - a));
    expect(blurs[2]).toBeLessThan(0.22);
    expect(blurs[0]).toBeGreaterThan(0.35);
    expect(Math.abs((await sharpness(0, 0.25)) - blurs[0]!)).toBeLessThan(0.05);
  });
});
