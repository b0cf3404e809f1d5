import { describe, expect, it } from 'vitest';
import { preprocess } from './preprocess.js';

const plain = (value: number, width: number, height: number) =>
  ({ data: new Uint8Array(width * height * 3).fill(value), width, height, channels: 3 }) as const;

describe('preprocess', () => {
  it('is empty for no faces', () => {
    expect(preprocess([], 224, [-1, 1])).toHaveLength(0);
  });

  it('maps 0 and 255 to the ends of the range', () => {
    const values = preprocess([plain(0, 3, 5), plain(255, 7, 2)], 4, [-1, 1]);
    expect(values).toHaveLength(2 * 4 * 4 * 3);
    expect(new Set(values.subarray(0, 48))).toEqual(new Set([-1]));
    expect(new Set(values.subarray(48))).toEqual(new Set([1]));
  });

  it('equals x / 127.5 - 1 for MobileNetV2, to a float32', () => {
    for (let byte = 0; byte < 256; byte++) {
      expect(preprocess([plain(byte, 1, 1)], 1, [-1, 1])[0]).toBeCloseTo(byte / 127.5 - 1, 6);
    }
  });

  it('keeps channel and pixel order', () => {
    const data = new Uint8Array([255, 0, 0, 0, 255, 0]);
    const values = preprocess([{ data, width: 2, height: 1, channels: 3 }], 2, [0, 1]);
    expect([...values.subarray(0, 6)]).toEqual([1, 0, 0, 0, 1, 0]);
  });
});
