import { describe, expect, it } from 'vitest';
import { assertRawImage, isRawImage, type RawImage, toRgb } from './image.js';

describe('isRawImage', () => {
  it.each([
    undefined,
    null,
    'photo.jpg',
    new Uint8Array(3),
    new URL('file:///a.jpg'),
    {},
    { data: [1, 2, 3], width: 1, height: 1 },
    { data: new Float32Array(3), width: 1, height: 1 },
    { data: new Uint8Array(3), width: '1', height: 1 },
  ])('is false for %o', (value) => {
    expect(isRawImage(value)).toBe(false);
  });

  it('is true for pixels with a size, clamped or not', () => {
    expect(isRawImage({ data: new Uint8Array(4), width: 1, height: 1 })).toBe(true);
    expect(isRawImage({ data: new Uint8ClampedArray(4), width: 1, height: 1 })).toBe(true);
  });
});

describe('assertRawImage', () => {
  const image = (part: object): RawImage => ({
    data: new Uint8Array(12),
    width: 2,
    height: 2,
    channels: 3,
    ...part,
  });

  it('accepts what agrees', () => {
    expect(() => assertRawImage(image({}))).not.toThrow();
    expect(() => assertRawImage({ data: new Uint8Array(16), width: 2, height: 2 })).not.toThrow();
  });

  it.each([
    ['no width', { width: 0, data: new Uint8Array(0) }, /positive sides, got 0 x 2/],
    ['a broken width', { width: 1.5 }, /whole, positive sides/],
    ['a negative height', { height: -2 }, /positive sides/],
    ['NaN', { height: NaN }, /positive sides/],
    ['two channels', { channels: 2 }, /1, 3 or 4 channels, got 2/],
    ['a byte too few', { data: new Uint8Array(11) }, /has 12 bytes, got 11/],
    ['a byte too many', { data: new Uint8Array(13) }, /has 12 bytes, got 13/],
    [
      'RGB bytes without `channels`',
      { channels: undefined },
      /4 channels has 16 bytes, got 12. Set `channels`/,
    ],
  ])('refuses %s', (_, part, message) => {
    expect(() => assertRawImage(image(part))).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});

describe('toRgb', () => {
  it('returns an RGB picture itself', () => {
    const image: RawImage = { data: new Uint8Array([1, 2, 3]), width: 1, height: 1, channels: 3 };
    expect(toRgb(image)).toBe(image);
  });

  it('repeats grey', () => {
    const grey: RawImage = { data: new Uint8Array([0, 9, 255]), width: 3, height: 1, channels: 1 };
    expect([...toRgb(grey).data]).toEqual([0, 0, 0, 9, 9, 9, 255, 255, 255]);
  });

  it('lays transparent pixels on white: opaque stays, clear is white, half is half way', () => {
    const rgba = new Uint8Array([10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 128]);
    const rgb = toRgb({ data: rgba, width: 3, height: 1, channels: 4 });
    expect([...rgb.data]).toEqual([10, 20, 30, 255, 255, 255, 127, 177, 255]);
    expect(rgba[0]).toBe(10);
  });
});
