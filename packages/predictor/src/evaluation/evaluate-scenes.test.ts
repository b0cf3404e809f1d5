import { type Box, createRandom, shuffle } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateScenes, listSceneFindings, type ScenePredictions } from './evaluate-scenes.js';
import type { LabelledScene } from './index.js';

const LABEL_MAP = { 'incorrect-mask': 'no-mask' };

// ---- The rules once more, written independently: corners instead of sizes, plain lists, no code of the packages. ----

type Corners = readonly [number, number, number, number];
interface Found {
  readonly at: Corners;
  readonly score: number;
  readonly label: string;
}
type Truth = readonly [label: string, at: Corners];

const cornersOf = ({ x, y, width, height }: Box): Corners => [x, y, x + width, y + height];
const sideOf = (b: Corners) => Math.min(b[2] - b[0], b[3] - b[1]);

function overlap(a: Corners, b: Corners): number {
  const w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h);
}

function match(found: readonly Found[], truths: readonly Truth[], minSide: number) {
  const used = new Set<number>();
  return [...found]
    .sort((a, b) => b.score - a.score)
    .map((detection) => {
      for (const isSmall of [false, true]) {
        let best = -1;
        let least = 0.5;
        truths.forEach(([, at], j) => {
          if (used.has(j) || sideOf(at) < minSide !== isSmall) return;
          const value = overlap(detection.at, at);
          if (value >= least) [least, best] = [value, j];
        });
        if (best >= 0) {
          used.add(best);
          return { detection, hit: best, ignored: isSmall };
        }
      }
      return { detection, hit: -1, ignored: sideOf(detection.at) < minSide };
    });
}

function recompute(
  scenes: readonly LabelledScene[],
  predictions: readonly ScenePredictions[],
  minSide: number,
) {
  const truths = scenes.map((scene) => scene.annotations.map((a): Truth => [a.label, cornersOf(a.box)]));
  const found = scenes.map((scene) =>
    predictions
      .find(({ image }) => image === scene.image)!
      .predictions.filter(({ label }) => label !== 'not-face')
      .map(({ face, label }): Found => ({ at: cornersOf(face.box), score: face.score, label })),
  );
  const ap = (label: string, names: readonly string[]) => {
    let n = 0;
    const hits: { score: number; isHit: boolean }[] = [];
    truths.forEach((all, i) => {
      const mine = all.filter(([name]) => names.includes(name));
      n += mine.filter(([, at]) => sideOf(at) >= minSide).length;
      const its = found[i]!.filter((detection) => detection.label === label);
      for (const { detection, hit, ignored } of match(its, mine, minSide)) {
        if (!ignored) hits.push({ score: detection.score, isHit: hit >= 0 });
      }
    });
    hits.sort((a, b) => b.score - a.score);
    const curve = hits.map((_, k) => {
      const tp = hits.slice(0, k + 1).filter(({ isHit }) => isHit).length;
      return { recall: tp / Math.max(1, n), precision: tp / (k + 1) };
    });
    let area = 0;
    curve.forEach(({ recall }, k) => {
      const height = Math.max(...curve.slice(k).map(({ precision }) => precision));
      area += (recall - (curve[k - 1]?.recall ?? 0)) * height;
    });
    return { area, n };
  };
  let [n, tp, fp, ok, masked, maskedOk, bare, bareOk] = [0, 0, 0, 0, 0, 0, 0, 0];
  truths.forEach((all, i) => {
    n += all.filter(([, at]) => sideOf(at) >= minSide).length;
    const sure = found[i]!.filter(({ score }) => score >= 0.5);
    for (const { detection, hit, ignored } of match(sure, all, minSide)) {
      if (ignored) continue;
      if (hit < 0) {
        fp++;
        continue;
      }
      tp++;
      const name = all[hit]![0];
      if (detection.label === (name === 'mask' ? 'mask' : 'no-mask')) ok++;
      if (name === 'mask') [masked, maskedOk] = [masked + 1, maskedOk + Number(detection.label === 'mask')];
      if (name === 'no-mask') [bare, bareOk] = [bare + 1, bareOk + Number(detection.label === 'no-mask')];
    }
  });
  return { n, tp, fp, ok, masked, maskedOk, bare, bareOk, ap };
}

// ---- Scenes by chance: faces on a grid so that detections often hit, in whole pixels as annotators draw. ----

const anyFace = fc.record({
  cell: fc.nat(8),
  width: fc.integer({ min: 8, max: 60 }),
  height: fc.integer({ min: 8, max: 60 }),
  label: fc.constantFrom('mask', 'mask', 'no-mask', 'incorrect-mask'),
  found: fc.option(
    fc.record({
      dx: fc.integer({ min: -12, max: 12 }),
      grow: fc.integer({ min: -8, max: 8 }),
      score: fc.integer({ min: 5, max: 100 }),
      label: fc.constantFrom('mask', 'no-mask', 'not-face'),
    }),
  ),
  isReal: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
});

const anyScenes = fc
  .array(fc.array(anyFace, { maxLength: 6 }), { minLength: 1, maxLength: 6 })
  .map((pictures) => {
    let order = 0;
    const scenes = pictures.map((faces, i): LabelledScene => ({
      image: `${i}.jpg`,
      annotations: faces
        .filter(({ isReal }) => isReal)
        .map(({ cell, width, height, label }) => ({ box: { x: cell * 40, y: 10, width, height }, label })),
    }));
    const predictions = pictures.map((faces, i): ScenePredictions => ({
      image: `${i}.jpg`,
      predictions: faces.flatMap(({ cell, width, height, found }) => {
        if (!found) return [];
        const box = { x: cell * 40 + found.dx, y: 10, width: Math.max(1, width + found.grow), height };
        // a little apart, so that no order of equal scores is to be agreed on
        return [{ face: { box, score: found.score / 100 - order++ * 1e-6 }, label: found.label }];
      }),
    }));
    return { scenes, predictions };
  });

const share = (hits: number, size: number) => (size === 0 ? 0 : hits / size);

describe('evaluateScenes', () => {
  it('knows nothing from no scenes', () => {
    const [metrics] = evaluateScenes([], []).bySize;
    expect(metrics).toMatchObject({
      labelAp: [],
      map50: 0,
      labelAccuracy: { size: 0 },
      balancedLabelAccuracy: 0,
    });
  });

  it('agrees with an independent recomputation', () => {
    fc.assert(
      fc.property(anyScenes, ({ scenes, predictions }) => {
        const { bySize } = evaluateScenes(scenes, predictions, { labelMap: LABEL_MAP });
        for (const metrics of bySize) {
          const other = recompute(scenes, predictions, metrics.minSize);
          expect(metrics.faces).toBe(other.n);
          expect(metrics.recall.value).toBeCloseTo(share(other.tp, other.n), 9);
          expect(metrics.precision.value).toBeCloseTo(share(other.tp, other.tp + other.fp), 9);
          expect(metrics.labelAccuracy!.value).toBeCloseTo(share(other.ok, other.tp), 9);
          const shares = [
            ...(other.masked > 0 ? [other.maskedOk / other.masked] : []),
            ...(other.bare > 0 ? [other.bareOk / other.bare] : []),
          ];
          const balanced = shares.reduce((a, b) => a + b, 0) / Math.max(1, shares.length);
          expect(metrics.balancedLabelAccuracy).toBeCloseTo(balanced, 9);
          const expected = [
            { label: 'mask', ...other.ap('mask', ['mask']) },
            { label: 'no-mask', ...other.ap('no-mask', ['no-mask', 'incorrect-mask']) },
          ].filter(({ n }) => n > 0);
          expect(metrics.labelAp!.map(({ label, faces }) => [label, faces])).toEqual(
            expected.map(({ label, n }) => [label, n]),
          );
          metrics.labelAp!.forEach(({ ap }, i) => expect(ap).toBeCloseTo(expected[i]!.area, 9));
          const mean = expected.reduce((sum, { area }) => sum + area, 0) / Math.max(1, expected.length);
          expect(metrics.map50).toBeCloseTo(mean, 9);
          expect(metrics.errors).toEqual({
            missed: other.n - other.tp,
            falseFaces: other.fp,
            wrongLabels: other.tp - other.ok,
          });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on any order', () => {
    fc.assert(
      fc.property(anyScenes, fc.nat(), ({ scenes, predictions }, seed) => {
        const mixed = shuffle(predictions, createRandom(seed)).map((prediction) => ({
          ...prediction,
          predictions: shuffle(prediction.predictions, createRandom(seed + 1)),
        }));
        expect(evaluateScenes(shuffle(scenes, createRandom(seed + 2)), mixed)).toEqual(
          evaluateScenes(scenes, predictions),
        );
      }),
    );
  });

  it('gives 1 to perfect predictions, and finds what it was told of them', () => {
    fc.assert(
      fc.property(anyScenes, ({ scenes }) => {
        const apart = scenes.map(({ image, annotations }) => ({
          image,
          annotations: annotations.map((face, i) => ({ ...face, box: { ...face.box, y: i * 100 } })),
        }));
        const perfect = apart.map(({ image, annotations }) => ({
          image,
          predictions: annotations.map(({ box, label }) => ({ face: { box, score: 0.9 }, label })),
        }));
        for (const metrics of evaluateScenes(apart, perfect).bySize) {
          if (metrics.faces === 0) continue;
          expect(metrics.map50).toBeCloseTo(1, 12);
          expect([metrics.recall.value, metrics.precision.value, metrics.labelAccuracy!.value]).toEqual([
            1, 1, 1,
          ]);
          expect(metrics.balancedLabelAccuracy).toBeCloseTo(1, 12);
          expect(metrics.errors).toEqual({ missed: 0, falseFaces: 0, wrongLabels: 0 });
        }
      }),
    );
  });

  it('says what counts as what, only where something does', () => {
    const scenes = [
      { image: 'a', annotations: [{ box: { x: 0, y: 0, width: 50, height: 50 }, label: 'incorrect-mask' }] },
    ];
    const face = { box: { x: 0, y: 0, width: 50, height: 50 }, score: 0.9 };
    const predictions = [{ image: 'a', predictions: [{ face, label: 'no-mask' }], ms: 5 }];
    const mapped = evaluateScenes(scenes, predictions, { labelMap: LABEL_MAP });
    expect(mapped).toMatchObject({ labels: ['no-mask'], labelMap: LABEL_MAP, medianMs: 5 });
    expect(mapped.bySize[1]).toMatchObject({
      map50: 1,
      recallByLabel: [{ label: 'incorrect-mask' }],
      labelAccuracyByTruth: [{ label: 'incorrect-mask', accuracy: { value: 1, size: 1 } }],
      balancedLabelAccuracy: 0, // no face of a label that counts as itself
    });
    const plain = evaluateScenes(scenes, predictions);
    expect(plain).not.toHaveProperty('labelMap');
    expect(plain.bySize[1]).toMatchObject({ map50: 0, errors: { wrongLabels: 1 } });
  });
});

describe('listSceneFindings', () => {
  it('accounts for the same errors as the figures', () => {
    expect(listSceneFindings([], [])).toEqual([]);
    fc.assert(
      fc.property(anyScenes, fc.constantFrom(16, 24, 48), ({ scenes, predictions }, minSize) => {
        const options = { labelMap: LABEL_MAP };
        const findings = listSceneFindings(scenes, predictions, { ...options, minSize });
        const { errors, faces } = evaluateScenes(scenes, predictions, { ...options, sizes: [minSize] })
          .bySize[0]!;
        const count = (outcome: string) => findings.filter((finding) => finding.outcome === outcome).length;
        expect({
          missed: count('missed-face'),
          falseFaces: count('false-face'),
          wrongLabels: count('wrong-label'),
        }).toEqual(errors);
        expect(count('right') + count('wrong-label') + count('missed-face')).toBe(faces);
      }),
    );
  });
});
