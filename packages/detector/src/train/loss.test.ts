import { describe, expect, it } from 'vitest';
import { BOX_CODE_LENGTH } from '../box-code.js';
import { CLASSES, FACE } from '../decode.js';
import { hardestBackground, LEAST_BACKGROUND } from './hard-negatives.js';
import { detectionLoss } from './loss.js';
import { type PriorTargets, TARGET } from './match-priors.js';

const PRIORS = 12;

function outputs(random: () => number) {
  return {
    boxes: Float32Array.from({ length: PRIORS * BOX_CODE_LENGTH }, () => 3 * (random() - 0.5)),
    logits: Float32Array.from({ length: PRIORS * CLASSES }, () => 6 * (random() - 0.5)),
  };
}

/** A small generator of its own, so that a failure can be repeated. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function targetsOf(kinds: readonly number[]): PriorTargets {
  const faces = kinds.filter((kind) => kind === TARGET.face).length;
  return {
    kinds: Int8Array.from(kinds),
    codes: new Float32Array(kinds.length * BOX_CODE_LENGTH).fill(0.5),
    faceCount: faces,
  };
}

const mixed = targetsOf([1, 0, 0, -1, 0, 1, 0, 0, 0, 0, -1, 0]);

describe('hardestBackground', () => {
  it('is empty where nothing is background', () => {
    expect(hardestBackground(new Float32Array(CLASSES), targetsOf([TARGET.face]))).toEqual([]);
  });

  it('takes three a face, those that look most like one first, and never what is ignored', () => {
    const logits = Float32Array.from({ length: PRIORS * CLASSES }, (_, i) =>
      i % CLASSES === FACE ? Math.floor(i / CLASSES) : 100,
    );
    expect(hardestBackground(logits, mixed)).toEqual([11, 9, 8, 7, 6, 4]);
  });

  it('takes some of a picture without a face', () => {
    const empty = targetsOf(new Array<number>(PRIORS).fill(TARGET.background));
    expect(hardestBackground(new Float32Array(PRIORS * CLASSES), empty)).toHaveLength(LEAST_BACKGROUND);
  });
});

describe('detectionLoss', () => {
  it('is nothing where everything is ignored', () => {
    const ignored = targetsOf(new Array<number>(PRIORS).fill(TARGET.ignored));
    const loss = detectionLoss(outputs(numbers(1)), ignored);
    expect([loss.faceLoss, loss.boxLoss]).toEqual([0, 0]);
    expect(loss.logitGradient.every((value) => value === 0)).toBe(true);
  });

  it('is near 0 for sure and right answers, and large for sure and wrong ones', () => {
    const boxes = Float32Array.from(mixed.codes);
    const logits = (sign: number) =>
      Float32Array.from({ length: PRIORS * CLASSES }, (_, i) =>
        i % CLASSES === FACE ? (mixed.kinds[Math.floor(i / CLASSES)] === TARGET.face ? sign : -sign) * 20 : 0,
      );
    const right = detectionLoss({ boxes, logits: logits(1) }, mixed);
    expect(right.faceLoss).toBeLessThan(1e-6);
    expect(right.boxLoss).toBe(0);
    expect(detectionLoss({ boxes, logits: logits(-1) }, mixed).faceLoss).toBeCloseTo(8 * 20, 4);
  });

  it('has the gradients of its sum, as differences show', () => {
    const { boxes, logits } = outputs(numbers(7));
    const { logitGradient, boxGradient } = detectionLoss({ boxes, logits }, mixed);
    const sum = (changed: { boxes?: Float32Array; logits?: Float32Array }) => {
      const { faceLoss, boxLoss } = detectionLoss({ boxes, logits, ...changed }, mixed);
      return faceLoss + boxLoss;
    };
    const step = 1e-2;
    const moved = (values: Float32Array, i: number, by: number) => {
      const copy = values.slice();
      copy[i]! += by;
      return copy;
    };
    logits.forEach((_, i) => {
      const slope =
        (sum({ logits: moved(logits, i, step) }) - sum({ logits: moved(logits, i, -step) })) / (2 * step);
      expect(logitGradient[i]).toBeCloseTo(slope, 2);
    });
    boxes.forEach((_, i) => {
      const slope =
        (sum({ boxes: moved(boxes, i, step) }) - sum({ boxes: moved(boxes, i, -step) })) / (2 * step);
      expect(boxGradient[i]).toBeCloseTo(slope, 1);
    });
  });

  it('stays finite for logits that exponentials would not', () => {
    const { boxes } = outputs(numbers(3));
    const logits = new Float32Array(PRIORS * CLASSES).fill(5000);
    const { faceLoss, logitGradient } = detectionLoss({ boxes, logits }, mixed);
    expect(Number.isFinite(faceLoss)).toBe(true);
    expect(logitGradient.every(Number.isFinite)).toBe(true);
  });
});
