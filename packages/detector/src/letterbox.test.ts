import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterbox, type Letterbox, shrinkWithin } from './letterbox.js';

const plain = (width: number, height: number, level: number) => ({
  data: new Uint8Array(width * height * 3).fill(level),
  width,
  height,
  channels: 3 as const,
});

/** What is written over whatever was there. */
function valuesOf({ width, height, fill }: Letterbox): Float32Array {
  const values = new Float32Array(width * height * 3).fill(9);
  fill(values);
  return values;
}

describe('letterbox', () => {
  it('keeps the aspect and drops what the picture does not fill', () => {
    const box = letterbox(plain(640, 427, 255), 512, 64);
    expect([box.width, box.height]).toEqual([512, 384]);
    expect(box.scaleX).toBe(0.8);
    expect(box.scaleY).toBeCloseTo(342 / 427, 10);
  });

  it('puts the picture at the top left and black right of it and below', () => {
    const box = letterbox(plain(10, 5, 255), 256, 256);
    const values = valuesOf(box);
    const red = (x: number, y: number) => values[(y * 256 + x) * 3];
    expect([box.width, box.height]).toEqual([256, 256]);
    expect(red(0, 0)).toBe(1);
    expect(red(255, 127)).toBe(1);
    expect(red(0, 128)).toBe(-1);
    expect(red(255, 255)).toBe(-1);
  });

  it('maps bytes 0 to 255 to -1 to 1', () => {
    const data = Uint8Array.from([0, 51, 255]);
    const values = valuesOf(letterbox({ data, width: 1, height: 1, channels: 3 }, 64, 64));
    expect(values[0]).toBe(-1);
    expect(values[1]).toBeCloseTo(-0.6, 6);
    expect(values[2]).toBe(1);
  });

  it('gives whole cells for every size, down to one pixel', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (width, height) => {
        const box = letterbox(plain(width, height, 0), 256, 64);
        expect(box.width % 64).toBe(0);
        expect(box.height % 64).toBe(0);
        expect(Math.max(box.width, box.height)).toBe(256);
        expect(valuesOf(box)).not.toContain(9);
        expect(box.scaleX * width).toBeLessThanOrEqual(box.width);
        expect(box.scaleY * height).toBeLessThanOrEqual(box.height);
      }),
      { numRuns: 60 },
    );
  });
});

describe('shrinkWithin', () => {
  it('makes larger pictures fit and leaves others as they are', () => {
    const small = plain(100, 50, 7);
    expect(shrinkWithin(small, 100)).toBe(small);
    expect(shrinkWithin(small, 64)).toMatchObject({ width: 64, height: 32 });
  });
});
