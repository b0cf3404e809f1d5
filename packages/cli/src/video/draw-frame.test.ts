import type { RgbImage } from '@maskpred/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawAnnotatedCopy } from '../annotate.js';
import { drawOnFrame } from './draw-frame.js';

const [WIDTH, HEIGHT] = [320, 200];

function gradient(): RgbImage {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (i * 7) % 256);
  return { data, width: WIDTH, height: HEIGHT, channels: 3 };
}

describe('drawOnFrame', () => {
  it('leaves a frame without people as it was', async () => {
    const frame = gradient();
    await drawOnFrame(frame, []);
    expect(frame).toEqual(gradient());
  });

  it('draws what is drawn on pictures, overlapping people and those at the edge among them', async () => {
    const faces = [
      { box: { x: 40.4, y: 60.7, width: 60, height: 70 }, label: 'mask', score: 0.98 },
      { box: { x: 80, y: 90, width: 50, height: 50 }, label: 'no-mask', score: 0.7 },
      { box: { x: 260.5, y: 150, width: 59.5, height: 50 }, label: 'deciding', score: 0.5 },
      { box: { x: 0, y: 0, width: 30, height: 40 }, label: 'mask', score: 0.6 },
    ];
    const frame = gradient();
    const copy = await drawAnnotatedCopy(frame, faces, 'png');
    await drawOnFrame(frame, faces);
    const expected = await sharp(copy).removeAlpha().raw().toBuffer();
    const wrong = expected.filter((value, i) => Math.abs(value - frame.data[i]!) > 2); // of 255: rounding
    expect(wrong).toHaveLength(0);
    expect(frame).not.toEqual(gradient());
  });
});
