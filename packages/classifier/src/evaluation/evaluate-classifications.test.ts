import { createRandom, type LabelledPrediction, shuffle } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateClassifications } from './evaluate-classifications.js';

const LABELS = ['mask', 'no-mask', 'not-face'] as const;
const QUICK = { resamples: 40 };

/** A prediction with scores of these weights, best first. */
function predict(
  truth: string,
  weights: readonly number[],
  more: Partial<LabelledPrediction> = {},
): LabelledPrediction {
  const sum = weights.reduce((a, b) => a + b, 0);
  const scores = LABELS.map((label, i) => ({ label, score: weights[i]! / sum }));
  return { image: 'a.jpg', truth, scores: scores.sort((a, b) => b.score - a.score), ...more };
}

const anyPrediction = fc
  .record({
    truth: fc.constantFrom(...LABELS),
    weights: fc.tuple(...LABELS.map(() => fc.integer({ min: 1, max: 6 }))),
    size: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    source: fc.option(fc.constantFrom('web', 'camera'), { nil: undefined }),
  })
  .map(({ truth, weights, size, source }) =>
    predict(truth, weights, { ...(size ? { size } : {}), ...(source ? { source } : {}) }),
  );
const anyPredictions = fc.array(anyPrediction, { maxLength: 40 });

describe('evaluateClassifications', () => {
  it('knows nothing from no predictions', () => {
    const evaluation = evaluateClassifications([], { labels: ['mask', 'no-mask'] });
    expect(evaluation).toMatchObject({
      kind: 'classification',
      labels: ['mask', 'no-mask'],
      size: 0,
      accuracy: { value: 0, low: 0, high: 1, size: 0 },
      logLoss: 0,
      confusion: [
        [0, 0],
        [0, 0],
      ],
      curves: [],
      calibration: { ece: 0, bins: [] },
      bySize: [],
      bySource: [],
    });
    expect(evaluateClassifications([]).labels).toEqual([]);
  });

  it('counts by hand', () => {
    const predictions = [
      predict('mask', [8, 1, 1], { size: 15.5, source: 'web' }),
      predict('mask', [2, 7, 1], { size: 16 }),
      predict('no-mask', [3, 6, 1], { size: 96, source: 'web' }),
      predict('no-mask', [1, 8, 1]),
      predict('worn-wrong', [5, 4, 1], { size: 30 }),
    ];
    const evaluation = evaluateClassifications(predictions, { labels: LABELS });
    expect(evaluation.labels).toEqual([...LABELS, 'worn-wrong']);
    expect(evaluation.confusion).toEqual([
      [1, 1, 0, 0],
      [0, 2, 0, 0],
      [0, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
    expect(evaluation.accuracy).toMatchObject({ value: 0.6, size: 5 });
    expect(evaluation.balancedAccuracy.value).toBeCloseTo((0.5 + 1 + 0) / 3, 12);
    const losses = [0.8, 0.2, 0.6, 0.8, 1e-7].map((score) => -Math.log(score));
    expect(evaluation.logLoss).toBeCloseTo(losses.reduce((a, b) => a + b) / 5, 9);
    const [mask, bare, notFace] = evaluation.perLabel;
    expect(mask).toMatchObject({ support: 2, precision: { value: 0.5, size: 2 }, recall: { value: 0.5 } });
    expect(bare!.f1.value).toBeCloseTo(0.8, 12);
    expect(bare!.averagePrecision).toBeCloseTo((1 + 2 / 3) / 2, 12); // ranked: right, wrong, right
    expect(mask!.rocAuc).toBeCloseTo(4 / 6, 12); // .8 beats .3, .1 and .5; .2 beats .1 alone
    expect(notFace).toMatchObject({ support: 0, recall: { size: 0, low: 0, high: 1 }, averagePrecision: 0 });
    expect(notFace).not.toHaveProperty('rocAuc');
    expect(evaluation.curves.map(({ label }) => label)).toEqual(['mask', 'no-mask', 'worn-wrong']);
    expect(evaluation.bySize.map(({ name, accuracy }) => [name, accuracy.value])).toEqual([
      ['<16', 1],
      ['16-24', 0],
      ['24-48', 0],
      ['>=96', 1],
    ]);
    expect(evaluation.bySource).toMatchObject([{ name: 'web', accuracy: { value: 1, size: 2 } }]);
  });

  it('does not depend on the order of the predictions', () => {
    fc.assert(
      fc.property(anyPredictions, fc.nat(), (predictions, seed) => {
        expect(evaluateClassifications(shuffle(predictions, createRandom(seed)), QUICK)).toEqual(
          evaluateClassifications(predictions, QUICK),
        );
      }),
    );
  });

  it('gives 1 to perfect predictions', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 30 }), (truths) => {
        const perfect = truths.map((truth) =>
          predict(
            truth,
            LABELS.map((label) => (label === truth ? 1 : 0)),
          ),
        );
        const evaluation = evaluateClassifications(perfect, QUICK);
        const occurring = evaluation.perLabel.filter(({ support }) => support > 0);
        expect(evaluation.accuracy.value).toBe(1);
        expect(evaluation.balancedAccuracy.value).toBeCloseTo(1, 12);
        expect(evaluation.logLoss).toBeCloseTo(0, 12);
        expect(evaluation.calibration.ece).toBe(0);
        for (const { precision, recall, f1, averagePrecision, rocAuc = 1 } of occurring) {
          expect([precision.value, recall.value, f1.value, rocAuc]).toEqual([1, 1, 1, 1]);
          expect(averagePrecision).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it('has intervals that hold their values, curves that descend, and margins that agree', () => {
    fc.assert(
      fc.property(anyPredictions, (predictions) => {
        const { accuracy, balancedAccuracy, perLabel, confusion, curves, size } = evaluateClassifications(
          predictions,
          QUICK,
        );
        const estimates = [
          accuracy,
          balancedAccuracy,
          ...perLabel.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]),
        ];
        for (const { value, low, high } of estimates) {
          expect([0 <= low, low <= value, value <= high, high <= 1]).toEqual([true, true, true, true]);
        }
        expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(size);
        for (const { points } of curves) {
          const last = points.at(-1)!;
          expect(last.recall).toBe(1);
          points.slice(1).forEach((point, i) => {
            expect(point.threshold).toBeLessThan(points[i]!.threshold);
            expect(point.recall).toBeGreaterThanOrEqual(points[i]!.recall);
            expect(point.falsePositiveRate).toBeGreaterThanOrEqual(points[i]!.falsePositiveRate);
          });
        }
      }),
    );
  });

  it('finds labels drawn by their scores well calibrated, and the same scores boasting before', () => {
    const random = createRandom(5);
    const draw = () => {
      const chance = random.between(0.5, 1);
      const truth = random.next() < chance ? 'mask' : 'no-mask';
      return { truth, chance };
    };
    const drawn = Array.from({ length: 6000 }, draw);
    const honest = drawn.map(({ truth, chance }) => predict(truth, [chance, 1 - chance, 0]));
    const uncalibrated = drawn.map(({ truth, chance }) =>
      predict(truth, [chance ** 4, (1 - chance) ** 4, 0]),
    );
    const evaluation = evaluateClassifications(honest, { uncalibrated, ...QUICK });
    expect(evaluation.calibration.ece).toBeLessThan(0.03);
    expect(evaluation.uncalibrated!.ece).toBeGreaterThan(0.1);
    expect(evaluation.calibration.bins).toHaveLength(15);
    expect(evaluation.curves[0]!.points).toHaveLength(200);
  });

  it('names the prediction that has no scores', () => {
    expect(() => evaluateClassifications([{ image: 'b.jpg', truth: 'mask', scores: [] }])).toThrow(
      'the prediction of b.jpg has no scores',
    );
  });

  it('leaves its input as it was', () => {
    const frozen = Object.freeze([predict('mask', [1, 2, 3])].map((item) => Object.freeze(item)));
    expect(() => evaluateClassifications(frozen)).not.toThrow();
  });
});
