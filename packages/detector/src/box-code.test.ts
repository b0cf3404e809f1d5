import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOX_CODE_LENGTH, decodeBox, encodeBox } from './box-code.js';
import { createPriors } from './priors.js';

const priors = createPriors({ width: 128, height: 64 });

describe('encodeBox and decodeBox', () => {
  it('give a prior itself for codes of 0', () => {
    const codes = new Float32Array(priors.count * BOX_CODE_LENGTH);
    const { x, y, width, height } = decodeBox(codes, priors, 5);
    expect(x + width / 2).toBeCloseTo(priors.centreX[5]!, 4);
    expect(y + height / 2).toBeCloseTo(priors.centreY[5]!, 4);
    expect([width, height]).toEqual([priors.width[5], priors.height[5]]);
  });

  it('are inverse to each other for any box and prior', () => {
    const length = fc.double({ min: 1, max: 700, noNaN: true });
    const place = fc.double({ min: -100, max: 700, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(priors.count - 1),
        fc.record({ x: place, y: place, width: length, height: length }),
        (prior, box) => {
          const codes = new Float32Array(priors.count * BOX_CODE_LENGTH);
          encodeBox(box, priors, prior, codes);
          const decoded = decodeBox(codes, priors, prior);
          for (const side of ['x', 'y', 'width', 'height'] as const) {
            expect(Math.abs(decoded[side] - box[side])).toBeLessThan(1e-2); // float32 codes
          }
        },
      ),
    );
  });
});
