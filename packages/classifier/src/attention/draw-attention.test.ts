import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paint } from '../__fixtures__/grid-model.js';
import { drawAttention } from './draw-attention.js';

const grey = paint(8, 6, () => [100, 100, 100]);

describe('drawAttention', () => {
  it('leaves a crop alone where nothing speaks for the label', () => {
    for (const value of [0, -3]) {
      const map = { width: 2, height: 2, values: new Float32Array(4).fill(value) };
      expect(drawAttention(grey, map)).toEqual(grey);
    }
  });

  it('is yellowest where the most speaks for it', () => {
    const map = { width: 2, height: 1, values: Float32Array.of(-1, 4) };
    const { data, width, height } = drawAttention(grey, map, { opacity: 1 });
    expect([width, height]).toEqual([8, 6]);
    expect([...data.subarray(0, 3)]).toEqual([100, 100, 100]);
    expect([...data.subarray(7 * 3, 8 * 3)]).toEqual([253, 231, 37]); // the end of viridis
  });

  it('covers no more than it is told to', () => {
    const map = { width: 1, height: 1, values: Float32Array.of(2) };
    const { data } = drawAttention(grey, map, { opacity: 0.5 });
    expect([...data.subarray(0, 3)]).toEqual([177, 166, 69]); // half of the way from 100 to 253, 231, 37
  });

  it('takes crops of any size and channels, and does not change them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(1, 3, 4),
        (w, h, c) => {
          const channels = c as 1 | 3 | 4;
          const crop = { data: new Uint8Array(w * h * channels).fill(90), width: w, height: h, channels };
          const before = structuredClone(crop);
          const drawn = drawAttention(crop, {
            width: 3,
            height: 2,
            values: Float32Array.of(1, 2, -1, 0, 5, 2),
          });
          expect([drawn.width, drawn.height, drawn.data.length]).toEqual([w, h, w * h * 3]);
          expect(crop).toEqual(before);
        },
      ),
    );
  });

  it.each([
    [{ width: 2, height: 2, values: new Float32Array(3) }, {}],
    [{ width: 1, height: 1, values: new Float32Array(1) }, { opacity: 1.5 }],
  ])('refuses what does not fit: %j %j', (map, options) => {
    expect(() => drawAttention(grey, map, options)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
