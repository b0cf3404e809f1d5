import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawAnnotatedCopy } from './annotate.js';

const grey = (width: number, height: number) =>
  ({ data: new Uint8Array(width * height * 3).fill(128), width, height, channels: 3 }) as const;

async function pixelsOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return {
    data,
    info,
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
  };
}

const box = { x: 60, y: 50, width: 80, height: 80 };

describe('drawAnnotatedCopy', () => {
  it('copies the picture as it is when there is no face', async () => {
    const picture = grey(30, 20);
    const { data, info } = await pixelsOf(await drawAnnotatedCopy(picture, [], 'png'));
    expect([info.width, info.height, info.channels]).toEqual([30, 20, 3]);
    expect(Uint8Array.from(data)).toEqual(picture.data);
  });

  it('draws on the edge of the box and not inside, in the colour of the label', async () => {
    const picture = grey(200, 160);
    const mask = await pixelsOf(await drawAnnotatedCopy(picture, [{ box, label: 'mask', score: 1 }], 'png'));
    const bare = await pixelsOf(
      await drawAnnotatedCopy(picture, [{ box, label: 'no-mask', score: 1 }], 'png'),
    );
    expect(mask.at(100, 90)).toEqual([128, 128, 128]);
    const [red, green] = mask.at(61, 90);
    expect(green).toBeGreaterThan(red + 60);
    const [bareRed, bareGreen] = bare.at(61, 90);
    expect(bareRed).toBeGreaterThan(bareGreen + 60);
    expect(picture.data.every((value) => value === 128)).toBe(true);
  });

  it('writes white letters on the chip, without any font', async () => {
    const face = { box: { x: 100, y: 100, width: 160, height: 160 }, label: 'no-mask', score: 0.5 };
    const { data, info } = await pixelsOf(await drawAnnotatedCopy(grey(400, 300), [face], 'png'));
    const above = data.subarray(0, 98 * info.width * 3);
    expect(above.filter((value) => value > 250).length).toBeGreaterThan(150);
  });

  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)('writes %s', async (format) => {
    const bytes = await drawAnnotatedCopy(
      grey(64, 48),
      [{ box: { x: 5, y: 5, width: 20, height: 20 }, label: 'x', score: 0.3 }],
      format,
    );
    const metadata = await sharp(bytes).metadata();
    expect([metadata.width, metadata.height]).toEqual([64, 48]);
    expect(metadata.format).toBe(format === 'avif' ? 'heif' : format);
  });

  it('manages a picture of one pixel and a box as large as the picture', async () => {
    const whole = { box: { x: 0, y: 0, width: 1, height: 1 }, label: 'mask', score: 1 };
    expect((await pixelsOf(await drawAnnotatedCopy(grey(1, 1), [whole], 'png'))).info.width).toBe(1);
  });
});
