import { describe, expect, it } from 'vitest';
import { differenceHash, hashDistance } from './image-hash.js';
import { resizeImage } from './resize/resize.js';

/** A picture whose grey falls from left to right, with a bright block in it. */
function gradient(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBlock = x > width * 0.55 && x < width * 0.75 && y > height * 0.3 && y < height * 0.7;
      data.fill(isBlock ? 250 : 200 - (150 * x) / width, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { data, width, height, channels: 3 as const };
}

describe('differenceHash', () => {
  it('has a bit for every pixel that is brighter than its right neighbour', () => {
    const falling = new Uint8Array(9 * 8 * 3);
    for (let i = 0; i < 72; i++) falling.fill(240 - (i % 9) * 20, i * 3, i * 3 + 3);
    expect(differenceHash({ data: falling, width: 9, height: 8, channels: 3 })).toBe('ffffffffffffffff');
    const flat = { data: new Uint8Array(9 * 8 * 3).fill(7), width: 9, height: 8, channels: 3 as const };
    expect(differenceHash(flat)).toBe('0000000000000000');
  });

  it('starts at the top left, highest bit first', () => {
    const data = new Uint8Array(9 * 8 * 3);
    data.fill(200, 0, 3);
    expect(differenceHash({ data, width: 9, height: 8, channels: 3 })).toBe('8000000000000000');
  });

  it('hardly changes when the picture is scaled, and changes when it is mirrored', () => {
    const image = gradient(320, 240);
    const hash = differenceHash(image);
    expect(hashDistance(hash, differenceHash(resizeImage(image, 80, 60)))).toBeLessThanOrEqual(2);
    const mirrored = { ...image, data: image.data.slice() };
    for (let y = 0; y < 240; y++) {
      for (let x = 0; x < 320; x++) {
        const from = (y * 320 + (319 - x)) * 3;
        mirrored.data.set(image.data.subarray(from, from + 3), (y * 320 + x) * 3);
      }
    }
    expect(hashDistance(hash, differenceHash(mirrored))).toBeGreaterThan(20);
  });
});

describe('hashDistance', () => {
  it('counts differing bits', () => {
    expect(hashDistance('', '')).toBe(0);
    expect(hashDistance('ffffffffffffffff', '0000000000000000')).toBe(64);
    expect(hashDistance('0000000000000001', '8000000000000000')).toBe(2);
  });

  it('refuses what is no hash, or another kind', () => {
    expect(() => hashDistance('00', '0000')).toThrow(/equally long/);
    expect(() => hashDistance('zz', '00')).toThrow(/hexadecimal/);
  });
});
