import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropImage, cropRegion } from './crop.js';
import type { RawImage } from './image.js';

const SIZE = { width: 8, height: 6 };

/** Every pixel says where it is: red is x, green is y, blue is 7. */
function positions(channels: 1 | 3 | 4): RawImage {
  const data = new Uint8Array(SIZE.width * SIZE.height * channels);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      data.set([x, y, 7, 255].slice(0, channels), (y * SIZE.width + x) * channels);
    }
  }
  return { data, ...SIZE, channels };
}

describe('cropRegion', () => {
  it('keeps whole pixels and rounds broken ones to the nearest edge', () => {
    expect(cropRegion({ x: 1, y: 2, width: 3, height: 2 }, 0, SIZE)).toEqual({
      x: 1,
      y: 2,
      width: 3,
      height: 2,
    });
    expect(cropRegion({ x: 1.4, y: 1.6, width: 3, height: 2 }, 0, SIZE)).toEqual({
      x: 1,
      y: 2,
      width: 3,
      height: 2,
    });
  });

  it('adds the margin on every side before it clips', () => {
    expect(cropRegion({ x: 2, y: 2, width: 4, height: 2 }, 0.5, SIZE)).toEqual({
      x: 0,
      y: 1,
      width: 8,
      height: 4,
    });
    expect(cropRegion({ x: 0, y: 0, width: 4, height: 4 }, 0.5, SIZE)).toEqual({
      x: 0,
      y: 0,
      width: 6,
      height: 6,
    });
  });

  it('takes one pixel for a box smaller than that, at the far edges too', () => {
    expect(cropRegion({ x: 3.1, y: 3.1, width: 0.2, height: 0.2 }, 0, SIZE)).toEqual({
      x: 3,
      y: 3,
      width: 1,
      height: 1,
    });
    expect(cropRegion({ x: 7.9, y: 5.9, width: 0.1, height: 0.1 }, 0, SIZE)).toEqual({
      x: 7,
      y: 5,
      width: 1,
      height: 1,
    });
  });

  it.each([
    ['a NaN', { x: NaN, y: 0, width: 2, height: 2 }],
    ['an infinite size', { x: 0, y: 0, width: Infinity, height: 2 }],
    ['no width', { x: 0, y: 0, width: 0, height: 2 }],
    ['a negative height', { x: 0, y: 4, width: 2, height: -2 }],
  ])('refuses %s', (_, box) => {
    expect(() => cropRegion(box, 0, SIZE)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining('box') as string,
      }),
    );
  });

  it('refuses a box outside its picture, and a margin that turns it inside out', () => {
    const outside = { x: 8, y: 0, width: 2, height: 2 };
    expect(() => cropRegion(outside, 0, SIZE)).toThrow(/outside its 8 x 6 picture/);
    expect(() => cropRegion({ x: 2, y: 2, width: 2, height: 2 }, -0.5, SIZE)).toThrow(/positive size/);
  });

  it('is whole, not empty and inside for every box that touches the picture', () => {
    const at = fc.double({ min: -20, max: 20, noNaN: true });
    const length = fc.double({ min: 1e-3, max: 40, noNaN: true });
    fc.assert(
      fc.property(
        at,
        at,
        length,
        length,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, y, w, h, margin) => {
          const touches = x + w > 0.001 && y + h > 0.001 && x < SIZE.width - 0.001 && y < SIZE.height - 0.001;
          fc.pre(touches);
          const region = cropRegion({ x, y, width: w, height: h }, margin, SIZE);
          for (const value of Object.values(region)) expect(Number.isInteger(value)).toBe(true);
          expect(Math.min(region.width, region.height)).toBeGreaterThanOrEqual(1);
          expect(Math.min(region.x, region.y)).toBeGreaterThanOrEqual(0);
          expect(region.x + region.width).toBeLessThanOrEqual(SIZE.width);
          expect(region.y + region.height).toBeLessThanOrEqual(SIZE.height);
        },
      ),
    );
  });
});

describe('cropImage', () => {
  it.each([3, 4] as const)('cuts the pixels of the box out of a picture of %i channels', (channels) => {
    const crop = cropImage(positions(channels), { x: 5, y: 1, width: 2, height: 2 });
    expect(crop).toMatchObject({ width: 2, height: 2, channels: 3 });
    expect([...crop.data]).toEqual([5, 1, 7, 6, 1, 7, 5, 2, 7, 6, 2, 7]);
  });

  it('repeats grey', () => {
    expect([...cropImage(positions(1), { x: 5, y: 1, width: 2, height: 1 }).data]).toEqual([
      5, 5, 5, 6, 6, 6,
    ]);
  });

  it('takes the default of four channels, as of a DOM ImageData', () => {
    const { data, width, height } = positions(4);
    const crop = cropImage(
      { data: new Uint8ClampedArray(data), width, height },
      { x: 7, y: 5, width: 1, height: 1 },
    );
    expect([...crop.data]).toEqual([7, 5, 7]);
  });

  it('does not share memory with the picture, not even for the whole of it', () => {
    const image = positions(3);
    const before = image.data.slice();
    const crop = cropImage(image, { x: 0, y: 0, ...SIZE });
    (crop.data as Uint8Array).fill(255);
    expect(image.data).toEqual(before);
  });
});
