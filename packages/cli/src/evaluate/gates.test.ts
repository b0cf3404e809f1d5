import { evaluateClassifications } from '@maskpred/classifier/evaluation';
import { evaluateScenes } from '@maskpred/predictor/evaluation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertGates, collectGate, figuresOf, missedGates } from './gates.js';

const crops = evaluateClassifications([
  { image: 'a', truth: 'mask', scores: [{ label: 'mask', score: 1 }], size: 10, source: 'web' },
  { image: 'b', truth: 'mask', scores: [{ label: 'no-mask', score: 0.75 }], size: 200 },
]);
const box = { x: 0, y: 0, width: 30, height: 30 };
const scenes = evaluateScenes(
  [{ image: 'a', annotations: [{ box, label: 'mask' }] }],
  [{ image: 'a', predictions: [{ face: { box, score: 0.9 }, label: 'mask' }], ms: 4 }],
);

describe('collectGate', () => {
  it.each([
    ['accuracy>=0.98', 'accuracy', '>=', 0.98],
    [' ece <= .02 ', 'ece', '<=', 0.02],
    ['recall.no-mask.low@24 >= 9e-1', 'recall.no-mask.low@24', '>=', 0.9],
    ['accuracy@<16>=0.5', 'accuracy@<16', '>=', 0.5],
    ['accuracy@>=96>=0.5', 'accuracy@>=96', '>=', 0.5],
    ['logLoss<=-1', 'logLoss', '<=', -1],
  ])('reads %s', (text, name, operator, bound) => {
    expect(collectGate(text)).toEqual([{ name, operator, bound }]);
  });

  it.each(['', 'accuracy', 'accuracy>0.9', 'accuracy=0.9', '>=0.9', 'accuracy>=', 'accuracy>=high'])(
    'refuses %j',
    (text) => {
      expect(() => collectGate(text)).toThrow('such as "accuracy>=0.98"');
    },
  );

  it('adds to those before', () => {
    expect(collectGate('ece<=1', collectGate('accuracy>=0')).map(({ name }) => name)).toEqual([
      'accuracy',
      'ece',
    ]);
  });
});

describe('figuresOf', () => {
  it('names what an evaluation of crops has', () => {
    const figures = figuresOf(crops);
    expect(figures.get('accuracy')).toBe(0.5);
    expect(figures.get('recall.mask')).toBe(0.5);
    expect(figures.get('accuracy.low')).toBe(crops.accuracy.low);
    expect(figures.get('accuracy@<16')).toBe(1);
    expect(figures.get('accuracy@web')).toBe(1);
    expect(figures.get('ece')).toBe(crops.calibration.ece);
  });

  it('names what an evaluation of scenes has, at each size', () => {
    const figures = figuresOf(scenes);
    const names = [
      'map50@24',
      'recall@24',
      'precision.low@16',
      'faceAp@24',
      'ap.mask@24',
      'labelAccuracy@16',
    ];
    for (const name of names) expect(figures.get(name)).toBeGreaterThan(0);
    expect([figures.get('faces@24'), figures.get('faces@48'), figures.get('medianMs')]).toEqual([1, 0, 4]);
    expect([...figures.values()].every(Number.isFinite)).toBe(true);
  });
});

describe('missedGates', () => {
  it('has nothing to say where nothing is asked', () => {
    expect(missedGates([], figuresOf(crops))).toEqual([]);
  });

  it('says by how much', () => {
    const gates = [
      ...collectGate('accuracy>=0.98'),
      ...collectGate('ece<=0.02'),
      ...collectGate('accuracy>=0.5'),
    ];
    expect(missedGates(gates, figuresOf(crops))).toEqual([
      'accuracy is 0.5, below 0.98 by 0.48.',
      `ece is ${crops.calibration.ece}, above 0.02 by ${Number((crops.calibration.ece - 0.02).toPrecision(3))}.`,
    ]);
  });

  it('lets pass exactly what reaches the bound', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const figures = new Map([['x', a]]);
          expect(missedGates([{ name: 'x', operator: '>=', bound: b }], figures).length).toBe(a >= b ? 0 : 1);
          expect(missedGates([{ name: 'x', operator: '<=', bound: b }], figures).length).toBe(a <= b ? 0 : 1);
        },
      ),
    );
  });

  it('lists what there is for a name that is no figure', () => {
    expect(() => missedGates(collectGate('acuracy>=1'), figuresOf(crops))).toThrow(
      /no such figure.*accuracy, /,
    );
  });
});

describe('assertGates', () => {
  const before = figuresOf(evaluateClassifications([], { labels: ['mask'] }));

  it('lets labels and groups pass that are not known yet', () => {
    const gates = ['accuracy>=1', 'recall.not-face>=1', 'accuracy@16-24>=1', 'balancedAccuracy.low>=1'];
    expect(() =>
      assertGates(
        gates.flatMap((gate) => collectGate(gate)),
        before,
      ),
    ).not.toThrow();
  });

  it.each(['map50@24>=1', 'foo>=1', 'recall>=1', 'foo.mask>=1'])('refuses %s', (gate) => {
    expect(() => assertGates(collectGate(gate), before)).toThrow('no such figure');
  });
});
