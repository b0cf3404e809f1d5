import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawImage, RgbImage } from '../image.js';
import { fitWithin, resizeImage, resizeIntoInput } from './resize.js';

function picture(
  width: number,
  height: number,
  pixel: (x: number, y: number, c: number) => number,
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    data[i] = pixel(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3);
  }
  return { data, width, height, channels: 3 };
}

const largest = (values: Iterable<number>) => [...values].reduce((a, b) => Math.max(a, b), -Infinity);

// Image.fromarray(pattern).resize(size, Image.BILINEAR) of Pillow 13.0.0.
const pattern = picture(7, 5, (x, y, c) => (x * 37 + y * 91 + c * 53 + x * y * 7) % 256);
const PILLOW: readonly [width: number, height: number, bytes: readonly number[]][] = [
  [3, 2, [105, 133, 143, 125, 129, 144, 133, 134, 127, 124, 135, 130, 139, 140, 134, 151, 132, 125]],
  [1, 1, [131, 133, 134]],
  [
    12,
    4,
    [
      23, 76, 129, 38, 91, 144, 60, 113, 166, 83, 136, 154, 105, 150, 147, 128, 135, 170, 132, 139, 192, 117,
      162, 215, 132, 185, 150, 155, 200, 69, 177, 110, 91, 191, 52, 105, 129, 182, 128, 147, 160, 146, 174,
      125, 173, 143, 147, 120, 122, 156, 79, 149, 97, 106, 133, 81, 134, 74, 108, 161, 83, 136, 140, 110, 158,
      109, 137, 124, 136, 154, 101, 154, 86, 139, 85, 107, 120, 106, 139, 89, 138, 113, 117, 170, 96, 149,
      183, 128, 181, 128, 160, 170, 117, 192, 115, 149, 156, 128, 132, 107, 156, 106, 139, 126, 139, 160, 107,
      160, 85, 138, 191, 109, 162, 143, 146, 199, 68, 183, 132, 97, 196, 81, 126, 121, 118, 125, 101, 136,
      143, 138, 135, 180, 146, 164, 129, 149, 194, 63, 185, 118, 99, 209, 70, 123,
    ],
  ],
  [
    5,
    9,
    [
      12, 65, 118, 58, 111, 164, 111, 164, 217, 164, 217, 157, 210, 92, 60, 43, 96, 149, 92, 145, 150, 133,
      132, 169, 120, 173, 150, 168, 107, 103, 96, 149, 202, 148, 201, 128, 169, 78, 89, 46, 99, 139, 98, 132,
      176, 147, 163, 140, 141, 144, 118, 133, 96, 123, 85, 138, 141, 142, 119, 134, 199, 167, 49, 119, 58,
      111, 79, 132, 185, 153, 206, 145, 215, 97, 65, 108, 124, 101, 112, 115, 168, 141, 168, 131, 157, 132,
      134, 146, 123, 138, 46, 99, 143, 118, 156, 196, 180, 186, 95, 159, 86, 126, 104, 139, 182, 99, 152, 147,
      175, 133, 110, 126, 132, 131, 148, 153, 130, 177, 116, 112, 130, 183, 150, 209, 120, 59, 94, 100, 153,
      141, 194, 133, 220, 103, 70,
    ],
  ],
];

describe('resizeImage', () => {
  it.each(PILLOW)('to %i x %i differs from Pillow by at most one grey level', (width, height, expected) => {
    const { data } = resizeImage(pattern, width, height);
    expect(data).toHaveLength(expected.length);
    expect(largest(expected.map((value, i) => Math.abs(value - data[i])))).toBeLessThanOrEqual(1);
  });

  it('returns an RGB picture of the same size itself', () => {
    expect(resizeImage(pattern, 7, 5)).toBe(pattern);
  });

  it('counts every pixel when shrinking: a checkerboard becomes grey', () => {
    const board = picture(64, 64, (x, y) => ((x + y) % 2) * 255);
    const { data } = resizeImage(board, 7, 7);
    for (const value of data) expect(Math.abs(value - 127.5)).toBeLessThan(4);
  });

  it('goes straight from grey and from RGBA', () => {
    const grey: RawImage = { data: new Uint8Array([0, 200]), width: 2, height: 1, channels: 1 };
    expect([...resizeImage(grey, 1, 1).data]).toEqual([100, 100, 100]);
    const clear: RawImage = { data: new Uint8Array(4 * 4), width: 2, height: 2 };
    expect([...resizeImage(clear, 1, 1).data]).toEqual([255, 255, 255]);
  });

  it.each([
    [0, 5],
    [5, -1],
    [2.5, 2],
    [NaN, 2],
    [Infinity, 2],
  ])('refuses %d x %d', (width, height) => {
    expect(() => resizeImage(pattern, width, height)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  const side = fc.integer({ min: 1, max: 40 });
  const level = fc.integer({ min: 0, max: 255 });

  it('keeps a constant picture constant at any size', () => {
    fc.assert(
      fc.property(side, side, side, side, level, (width, height, toWidth, toHeight, value) => {
        const { data } = resizeImage(
          picture(width, height, () => value),
          toWidth,
          toHeight,
        );
        expect(data.every((one) => one === value)).toBe(true);
      }),
    );
  });

  it('stays between the darkest and the brightest pixel, and leaves its input alone', () => {
    const bytes = fc.uint8Array({ minLength: 9 * 11 * 3, maxLength: 9 * 11 * 3 });
    fc.assert(
      fc.property(bytes, side, side, (data, width, height) => {
        const before = data.slice();
        const out = resizeImage({ data, width: 9, height: 11, channels: 3 }, width, height).data;
        expect(largest(out)).toBeLessThanOrEqual(largest(data));
        expect(-largest(out.map((value) => 255 - value)) + 255).toBeGreaterThanOrEqual(
          255 - largest(data.map((value) => 255 - value)),
        );
        expect(data).toEqual(before);
      }),
    );
  });

  it('mirrors with its picture: no shift by half a pixel', () => {
    fc.assert(
      fc.property(side, side, (width, toWidth) => {
        const row = (x: number) => (x * 83) % 256;
        const plain = resizeImage(picture(width, 1, row), toWidth, 1).data;
        const mirrored = resizeImage(
          picture(width, 1, (x) => row(width - 1 - x)),
          toWidth,
          1,
        ).data;
        for (let x = 0; x < toWidth; x++) {
          expect(Math.abs(plain[x * 3] - mirrored[(toWidth - 1 - x) * 3])).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('resizeIntoInput', () => {
  const rowLength = 23;

  it.each([
    ['smaller', 3, 2],
    ['larger', 6, 9],
    ['as it is', 7, 5],
  ])('writes what resizeImage gives, %s, and nothing beside it', (_, width, height) => {
    const values = new Float32Array(7 + rowLength * height).fill(9);
    resizeIntoInput(pattern, { width, height }, { values, offset: 7, rowLength, range: [-1, 1] });
    const { data } = resizeImage(pattern, width, height);
    const expected = new Float32Array(values.length).fill(9);
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / (width * 3)), i % (width * 3)];
      expected[7 + row * rowLength + column] = Math.fround(data[i] / 255) * 2 - 1;
    }
    expect(values).toEqual(expected);
  });

  it('makes 0 and 255 the very ends of the range', () => {
    const picture: RgbImage = { data: Uint8Array.of(0, 255, 0), width: 1, height: 1, channels: 3 };
    for (const range of [
      [-1, 1],
      [0, 1],
      [0, 255],
      [-0.3, 0.7],
    ] as const) {
      const values = new Float32Array(12);
      resizeIntoInput(picture, { width: 2, height: 2 }, { values, offset: 0, rowLength: 6, range });
      expect(values[0]).toBeCloseTo(range[0], 6);
      expect(values[1]).toBeCloseTo(range[1], 6);
    }
  });

  it.each([
    ['a side of none', { width: 0, height: 2 }, {}],
    ['a broken side', { width: 2, height: 1.5 }, {}],
    ['rows that run into each other', { width: 7, height: 2 }, {}],
    ['a place before the start', { width: 2, height: 2 }, { offset: -1 }],
    ['a place beyond the end', { width: 2, height: 4 }, { offset: 3 }],
  ])('refuses %s', (_, size, changed) => {
    const values = new Float32Array(64);
    const where = { values, offset: 0, rowLength: 20, range: [0, 1] as const, ...changed };
    expect(() => resizeIntoInput(pattern, size, where)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('fitWithin', () => {
  it('keeps the aspect of pictures lying and standing', () => {
    expect(fitWithin({ width: 640, height: 427 }, 512)).toEqual({ width: 512, height: 342 });
    expect(fitWithin({ width: 427, height: 640 }, 512)).toEqual({ width: 342, height: 512 });
  });

  it('grows a small picture, and never loses a side of a thin one', () => {
    expect(fitWithin({ width: 10, height: 10 }, 512)).toEqual({ width: 512, height: 512 });
    expect(fitWithin({ width: 10_000, height: 1 }, 256)).toEqual({ width: 256, height: 1 });
  });
});
