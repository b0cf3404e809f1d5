import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RgbImage } from '../image.js';
import { createRandom } from '../random.js';
import { plainResampler } from './resample.js';
import { openSimdResampler } from './resample-simd.js';
import { triangleTaps } from './taps.js';

function noise(width: number, height: number): RgbImage {
  const random = createRandom(width * 1000 + height);
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.next() * 256);
  return { data, width, height, channels: 3 };
}

const simd = openSimdResampler()!;

const expectSame = (image: RgbImage, width: number, height: number) => {
  const [columns, rows] = [triangleTaps(image.width, width), triangleTaps(image.height, height)];
  const plain = plainResampler.toBytes(image, columns, rows);
  expect(Buffer.from(simd.toBytes(image, columns, rows)).equals(plain)).toBe(true);

  const [offset, rowLength] = [5, width * 3 + 4];
  const inputs = [plainResampler, simd].map((resampler) => {
    const values = new Float32Array(offset + height * rowLength).fill(9);
    resampler.toInput(image, columns, rows, { values, offset, rowLength, range: [-1, 0.7] });
    return Buffer.from(values.buffer);
  });
  expect(inputs[1]!.equals(inputs[0]!)).toBe(true);
};

describe('openSimdResampler', () => {
  it('gives the bytes and numbers of the plain way, at any size', () => {
    const side = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(side, side, side, side, (width, height, toWidth, toHeight) => {
        expectSame(noise(width, height), toWidth, toHeight);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [1200, 900, 576, 432],
    [700, 2100, 224, 224],
    [3, 5000, 100, 40],
    [5000, 3, 40, 100],
    [90, 70, 1500, 1100],
    [2_000_000, 4, 30, 3],
    [4, 2_000_000, 3, 30],
  ])('and in several bands: %i x %i to %i x %i', (width, height, toWidth, toHeight) => {
    expectSame(noise(width, height), toWidth, toHeight);
  });

  it('reads a part of a buffer, and clamped bytes, as they are', () => {
    const { data } = noise(20, 11);
    const image = { width: 20, height: 10, channels: 3 } as const;
    expectSame({ ...image, data: data.subarray(60) }, 7, 9);
    expectSame({ ...image, data: new Uint8ClampedArray(data).subarray(60) }, 30, 4);
  });

  it.each([
    ['there is none', undefined],
    [
      'a page forbids it',
      {
        Module: class {
          constructor() {
            throw new Error('Content-Security-Policy');
          }
        },
      },
    ],
  ])('is undefined where %s', (_, WebAssembly) => {
    vi.stubGlobal('WebAssembly', WebAssembly);
    try {
      expect(openSimdResampler()).toBeUndefined();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
