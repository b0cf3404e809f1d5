import { createRandom, shuffle } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateDetections, listDetectionFindings } from './evaluate-detections.js';
import type { LabelledScene, SceneDetections } from './scenes.js';

const box = (x: number, width: number, height = width) => ({ x, y: 0, width, height });

const scenes: readonly LabelledScene[] = [
  {
    image: 'a.jpg',
    annotations: [
      { box: box(0, 40), label: 'mask' },
      { box: box(100, 20), label: 'mask' },
    ],
  },
  { image: 'b.jpg', annotations: [{ box: box(0, 50), label: 'no-mask', difficult: true }] },
  { image: 'c.jpg', annotations: [] },
];

const predictions: readonly SceneDetections[] = [
  {
    image: 'a.jpg',
    faces: [
      { box: box(0, 40), score: 0.9 },
      { box: box(100, 20), score: 0.3 },
    ],
    ms: 10,
  },
  { image: 'b.jpg', faces: [{ box: box(200, 50), score: 0.8 }], ms: 30 },
  { image: 'c.jpg', faces: [{ box: box(0, 19), score: 0.7 }], ms: 20 },
];

describe('evaluateDetections', () => {
  it('knows nothing from no scenes', () => {
    const { size, bySize, labels, ...rest } = evaluateDetections([], []);
    expect([size, labels, bySize.map(({ minSize }) => minSize)]).toEqual([0, [], [16, 24, 48]]);
    expect(bySize[0]).toMatchObject({
      faces: 0,
      recall: { size: 0 },
      precision: { size: 0 },
      faceAp: 0,
      errors: { missed: 0, falseFaces: 0, wrongLabels: 0 },
      curve: [],
      recallByLabel: [],
    });
    expect(rest).not.toHaveProperty('medianMs');
  });

  it('counts by hand at each size', () => {
    const { bySize, medianMs, labels } = evaluateDetections(scenes, predictions);
    expect([medianMs, labels]).toEqual([20, ['mask', 'no-mask']]);
    const [at16, at24, at48] = bySize;
    // .9 is a face, .8 and .7 (19 px) are none, .3 is one; of three faces
    expect(at16).toMatchObject({ faces: 3, errors: { missed: 2, falseFaces: 2 } });
    expect(at16!.recall.value).toBeCloseTo(1 / 3, 12);
    expect(at16!.precision.value).toBeCloseTo(1 / 3, 12);
    expect(at16!.faceAp).toBeCloseTo(1 / 3 + (1 / 3) * 0.5, 12);
    expect(at16!.curve).toEqual([
      { score: 0.9, precision: 1, recall: 1 / 3 },
      { score: 0.8, precision: 0.5, recall: 1 / 3 },
      { score: 0.7, precision: 1 / 3, recall: 1 / 3 },
      { score: 0.3, precision: 0.5, recall: 2 / 3 },
    ]);
    expect(at24).toMatchObject({ faces: 2, errors: { missed: 1, falseFaces: 1 } });
    expect(at24!.faceAp).toBeCloseTo(0.5, 12);
    expect(at24!.recallByLabel.map(({ label, recall }) => [label, recall.value, recall.size])).toEqual([
      ['mask', 1, 1],
      ['no-mask', 0, 1],
    ]);
    expect(at48).toMatchObject({ faces: 1, errors: { missed: 1, falseFaces: 1 } });
  });

  it('counts only what scores enough, but ranks all', () => {
    const strict = evaluateDetections(scenes, predictions, { minScore: 0.85, sizes: [16] }).bySize[0]!;
    const lax = evaluateDetections(scenes, predictions, { minScore: 0, sizes: [16] }).bySize[0]!;
    expect([strict.precision.size, lax.precision.size]).toEqual([1, 4]);
    expect(strict.faceAp).toBe(lax.faceAp);
  });

  it('ignores difficult faces when asked to', () => {
    const [metrics] = evaluateDetections(scenes, predictions, { ignoreDifficult: true, sizes: [24] }).bySize;
    expect(metrics).toMatchObject({ faces: 1, errors: { missed: 0, falseFaces: 1 } });
  });

  it('depends neither on the order of the scenes nor on that of the predictions', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const mixed = shuffle(scenes, createRandom(seed));
        const others = shuffle(predictions, createRandom(seed + 1)).map((prediction) => ({
          ...prediction,
          faces: shuffle(prediction.faces, createRandom(seed + 2)),
        }));
        expect(evaluateDetections(mixed, others)).toEqual(evaluateDetections(scenes, predictions));
      }),
      { numRuns: 30 },
    );
  });

  it('gives 1 to a detector that finds exactly what is there', () => {
    const perfect = scenes.map(({ image, annotations }) => ({
      image,
      faces: annotations.map(({ box: at }) => ({ box: at, score: 0.9 })),
    }));
    for (const { recall, precision, faceAp } of evaluateDetections(scenes, perfect).bySize) {
      expect([recall.value, precision.value]).toEqual([1, 1]);
      expect(faceAp).toBeCloseTo(1, 12);
    }
  });

  it('refuses scenes that nobody looked at or that come twice, and options out of range', () => {
    expect(() => evaluateDetections(scenes, predictions.slice(1))).toThrow(
      'no prediction of the scene a.jpg',
    );
    expect(() => evaluateDetections([...scenes, scenes[0]!], predictions)).toThrow('a.jpg is given twice');
    expect(() => evaluateDetections(scenes, [...predictions, predictions[0]!])).toThrow(
      'two predictions of a',
    );
    expect(() => evaluateDetections([], [], { minScore: 1.1 })).toThrow('minScore');
    expect(() => evaluateDetections([], [], { minIou: 0 })).toThrow('minIou');
    expect(() => evaluateDetections([], [], { sizes: [] })).toThrow('sizes');
  });
});

describe('listDetectionFindings', () => {
  it('accounts for the same errors as the figures', () => {
    expect(listDetectionFindings([], [])).toEqual([]);
    for (const minSize of [16, 24, 48]) {
      const findings = listDetectionFindings(scenes, predictions, { minSize });
      const { errors, recall, faces } = evaluateDetections(scenes, predictions, { sizes: [minSize] })
        .bySize[0]!;
      const count = (outcome: string) => findings.filter((finding) => finding.outcome === outcome).length;
      expect(count('missed-face')).toBe(errors.missed);
      expect(count('false-face')).toBe(errors.falseFaces);
      expect(count('right')).toBe(Math.round(recall.value * faces));
    }
  });

  it('has the labelled box of a face, and the detected one of a false face', () => {
    expect(listDetectionFindings(scenes, predictions, { minSize: 24 })).toEqual([
      { image: 'a.jpg', outcome: 'right', box: box(0, 40), truth: 'mask', score: 0.9 },
      { image: 'b.jpg', outcome: 'false-face', box: box(200, 50), score: 0.8 },
      { image: 'b.jpg', outcome: 'missed-face', box: box(0, 50), truth: 'no-mask' },
    ]);
  });
});
