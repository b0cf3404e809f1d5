import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCandidates, logit, sigmoid } from './decode.js';
import { createPriors } from './priors.js';

const NO_CHANGE = { left: 0, top: 0, right: 0, bottom: 0 };
const priors = createPriors({ width: 256, height: 256 });

/** An output in which all priors but one are background. */
function outputWith(prior: number, logit: number, shift: readonly number[] = [0, 0, 0, 0]) {
  const boxes = new Float32Array(priors.count * 4);
  const logits = new Float32Array(priors.count * 3).fill(-20);
  logits[prior * 3 + 1] = logit;
  boxes.set(shift, prior * 4);
  return { boxes, logits };
}

const options = {
  minScore: 0.5,
  boxAdjustment: NO_CHANGE,
  picture: { width: 256, height: 256 },
  scaleX: 1,
  scaleY: 1,
};

/** Row 8, column 8 of the first map (16 cells a row, 3 priors a cell), prior of 51.2 x 51.2 pixels. */
const CENTRE = (8 * 16 + 8) * 3;

describe('decodeCandidates', () => {
  it('gives nothing when all is background', () => {
    expect(decodeCandidates(outputWith(0, -20), priors, options)).toEqual([]);
  });

  it('gives the prior itself for a shift of zero', () => {
    const [face] = decodeCandidates(outputWith(CENTRE, 0), priors, options);
    expect(face?.score).toBe(0.5);
    expect(face?.box.x).toBeCloseTo(136 - 25.6, 4);
    expect(face?.box.y).toBeCloseTo(136 - 25.6, 4);
    expect(face?.box.width).toBeCloseTo(51.2, 4);
  });

  it('shifts by tenths of the prior and scales by exp of fifths, y before x', () => {
    const shift = [1, -2, 5 * Math.log(2), 5 * Math.log(0.5)];
    const [face] = decodeCandidates(outputWith(CENTRE, 3, shift), priors, options);
    expect(face?.box.width).toBeCloseTo(25.6, 3);
    expect(face?.box.height).toBeCloseTo(102.4, 3);
    expect(face!.box.x + face!.box.width / 2).toBeCloseTo(136 - 10.24, 3);
    expect(face!.box.y + face!.box.height / 2).toBeCloseTo(136 + 5.12, 3);
  });

  it('goes back to pixels of the picture, and clips to it', () => {
    const [face] = decodeCandidates(outputWith(0, 3), priors, {
      ...options,
      picture: { width: 512, height: 1024 },
      scaleX: 0.5,
      scaleY: 0.25,
    });
    expect(face?.box).toMatchObject({ x: 0, y: 0 });
    expect(face?.box.width).toBeCloseTo((8 + 25.6) / 0.5, 3);
    expect(face?.box.height).toBeCloseTo((8 + 25.6) / 0.25, 3);
  });

  it('moves the edges inwards by shares of the box', () => {
    const boxAdjustment = { left: 0.1, top: 0.2, right: -0.1, bottom: 0 };
    const [face] = decodeCandidates(outputWith(CENTRE, 3), priors, { ...options, boxAdjustment });
    expect(face?.box.x).toBeCloseTo(110.4 + 5.12, 3);
    expect(face?.box.y).toBeCloseTo(110.4 + 10.24, 3);
    expect(face?.box.width).toBeCloseTo(51.2, 3);
    expect(face?.box.height).toBeCloseTo(51.2 * 0.8, 3);
  });

  it('leaves out boxes with nothing inside the picture', () => {
    const outside = outputWith(CENTRE, 3, [-100, 0, 0, 0]);
    expect(decodeCandidates(outside, priors, options)).toEqual([]);
  });

  it('leaves out what is not a number', () => {
    expect(decodeCandidates(outputWith(CENTRE, NaN), priors, options)).toEqual([]);
  });

  it('keeps exactly the boxes of at least minScore', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (minScore) => {
        const output = outputWith(CENTRE, 0);
        for (let i = 0; i < priors.count; i++) output.logits[i * 3 + 1] = (i % 41) / 4 - 5;
        const everything = decodeCandidates(output, priors, { ...options, minScore: 0 });
        const found = decodeCandidates(output, priors, { ...options, minScore });
        expect(found).toEqual(everything.filter(({ score }) => score >= minScore));
      }),
      { numRuns: 25 },
    );
  });
});

describe('logit', () => {
  it('is the inverse of sigmoid', () => {
    fc.assert(
      fc.property(fc.double({ min: -12, max: 12, noNaN: true }), (value) => {
        expect(logit(sigmoid(value))).toBeCloseTo(value, 6);
      }),
    );
  });

  it('is infinite at 0 and 1, so that 0 keeps everything', () => {
    expect(logit(0)).toBe(-Infinity);
    expect(logit(1)).toBe(Infinity);
  });
});
