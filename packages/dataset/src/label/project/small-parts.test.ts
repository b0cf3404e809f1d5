import { describe, expect, it } from 'vitest';
import { createHistory } from '../state/history.js';
import { createProjectLabels } from './labels.js';
import { createExclusive } from './lock.js';
import { createPace } from './pace.js';

describe('createProjectLabels', () => {
  it('has the usual labels and keys where nobody says other ones', () => {
    const { labels, keys } = createProjectLabels({ folder: undefined });
    expect(labels).toEqual(['mask', 'no-mask', 'incorrect-mask', 'not-face']);
    expect(keys).toEqual({ mask: '1', 'no-mask': '2', 'incorrect-mask': '3', 'not-face': '0' });
  });

  it('gives other labels the digits that are left, in order', () => {
    const { keys } = createProjectLabels({
      folder: ['mask'],
      labels: ['with', 'no-mask', 'without'],
      keys: { '5': 'without' },
    });
    expect(keys).toEqual({ with: '1', 'no-mask': '2', without: '5' });
  });

  it('takes in labels that are met, but not those that only say that it is a face', () => {
    const labels = createProjectLabels({ folder: ['mask'] });
    expect(labels.add(['face', 'mask'])).toBe(false);
    expect(labels.add(['visor', 'face', 'visor'])).toBe(true);
    expect([labels.labels, labels.keys]).toEqual([['mask', 'visor'], { mask: '1', visor: '2' }]);
  });

  it('refuses keys of other labels, keys that are no digits, and labels that come twice', () => {
    const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    const folder = undefined;
    expect(() => createProjectLabels({ folder, keys: { '1': 'hat' } })).toThrow(refusal);
    expect(() => createProjectLabels({ folder, keys: { a: 'mask' } })).toThrow(refusal);
    expect(() => createProjectLabels({ folder, labels: ['a', 'a'] })).toThrow(refusal);
    expect(() => createProjectLabels({ folder, labels: [] })).toThrow(refusal);
  });
});

describe('createHistory', () => {
  it('is empty at first', () => {
    const history = createHistory<number>();
    history.undone();
    expect([history.undoTop, history.redoTop]).toEqual([undefined, undefined]);
  });

  it('takes a group back at once, and forgets what was undone when something new comes', () => {
    const history = createHistory<number>();
    const record = (id: string, ref: number, group?: string) =>
      history.record({ id, group, kind: 'draw', picture: `p${ref % 2}`, ref });
    record('a', 1);
    record('b', 2, 'g');
    record('c', 3, 'g');
    expect(history.undoTop).toEqual({ of: 'g', kind: 'draw', pictures: ['p0', 'p1'], refs: [2, 3] });
    history.undone();
    expect([history.undoTop?.of, history.redoTop?.of]).toEqual(['a', 'g']);
    history.redone();
    history.undone();
    record('d', 4);
    expect([history.undoTop?.of, history.redoTop]).toEqual(['d', undefined]);
  });
});

describe('createPace', () => {
  it('says nothing of little', () => {
    let now = 0;
    const pace = createPace(() => now);
    expect(pace.of(10)).toEqual({ perMinute: null, secondsLeft: null });
    pace.note(1);
    now += 1000;
    pace.note(1);
    expect(pace.of(10)).toEqual({ perMinute: null, secondsLeft: null });
  });

  it('counts what was decided in the time that it took, without pauses', () => {
    let now = 0;
    const pace = createPace(() => now);
    pace.note(1);
    for (let i = 0; i < 30; i++) {
      now += 2000;
      pace.note(1);
    }
    expect(pace.of(60)).toEqual({ perMinute: 30, secondsLeft: 120 });
    now += 3_600_000; // lunch counts as a minute
    pace.note(1);
    expect(pace.of(1).perMinute).toBeCloseTo(31 / 2);
  });
});

describe('createExclusive', () => {
  it('runs one work after the other, also behind one that failed', async () => {
    const exclusive = createExclusive();
    const seen: string[] = [];
    const slow = exclusive(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push('slow');
      throw new Error('broken');
    });
    const next = exclusive(() => seen.push('next'));
    await expect(slow).rejects.toThrow('broken');
    await next;
    expect(seen).toEqual(['slow', 'next']);
  });
});
