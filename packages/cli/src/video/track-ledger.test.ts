import type { TrackedPerson } from '@maskpred/predictor';
import { describe, expect, it } from 'vitest';
import { createTrackLedger } from './track-ledger.js';

const OPTIONS = { keepNotFace: false, maxMissedMs: 700 };

function person(id: number, lastSeenMs: number, change: Partial<TrackedPerson> = {}): TrackedPerson {
  const box = { x: lastSeenMs, y: 0, width: 10, height: 10 };
  const scores = [
    { label: 'mask', score: 0.9 },
    { label: 'not-face', score: 0.1 },
  ];
  const times = { firstSeenMs: 0, lastSeenMs };
  return {
    id,
    box,
    label: 'mask',
    score: 0.9,
    scores,
    isSeen: true,
    face: { box, score: 0.8 },
    ...times,
    ...change,
  };
}

describe('createTrackLedger', () => {
  it('has nobody when nobody was there', () => {
    const ledger = createTrackLedger(OPTIONS);
    expect(ledger.look([], 0)).toEqual([]);
    expect(ledger.end()).toEqual([]);
  });

  it('gives who was missed for longer than allowed, once, with the path of the looks that found the face', () => {
    const ledger = createTrackLedger(OPTIONS);
    expect(ledger.look([person(1, 0)], 0)).toEqual([]);
    expect(ledger.look([person(1, 100), person(2, 100)], 100)).toEqual([]);
    expect(ledger.look([person(1, 100, { isSeen: false }), person(2, 200)], 200)).toEqual([]);
    expect(ledger.look([person(2, 800)], 800)).toEqual([]);
    const left = ledger.look([person(2, 801)], 801);
    expect(left).toMatchObject([{ id: 1, firstMs: 0, lastMs: 100, label: 'mask', score: 0.9 }]);
    expect(left[0]!.path.map(({ timestampMs }) => timestampMs)).toEqual([0, 100]);
    expect(ledger.end().map(({ id }) => id)).toEqual([2]);
    expect(ledger.end()).toEqual([]);
  });

  it('gives everybody when the clock jumps back', () => {
    const ledger = createTrackLedger(OPTIONS);
    ledger.look([person(1, 5000)], 5000);
    expect(ledger.look([person(2, 0)], 0).map(({ id }) => id)).toEqual([1]);
  });

  it('leaves out who is called not-face in the end, unless asked to keep them', () => {
    const notFace = person(1, 0, { label: 'not-face' });
    const likely = person(2, 0, { label: undefined, scores: [{ label: 'not-face', score: 0.6 }] });
    for (const [keepNotFace, ids] of [
      [false, [3]],
      [true, [1, 2, 3]],
    ] as const) {
      const ledger = createTrackLedger({ ...OPTIONS, keepNotFace });
      ledger.look([notFace, likely, person(3, 0, { label: undefined })], 0);
      expect(ledger.end().map(({ id }) => id)).toEqual(ids);
    }
  });
});
