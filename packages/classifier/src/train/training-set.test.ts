import { describe, expect, it } from 'vitest';
import type { SampleFeatures } from './features.js';
import { assertEveryLabel, createSplit, findConflicts } from './training-set.js';

const features = (id: string, label: string, sha256 = id): SampleFeatures => ({
  sample: { id, label, read: () => Promise.reject(new Error('not read')) },
  sha256,
  size: 1,
  keys: [sha256],
});

describe('findConflicts', () => {
  it('finds none in nothing, and none in copies of one label', () => {
    expect(findConflicts([])).toEqual([]);
    expect(findConflicts([features('a', 'x', '1'), features('b', 'x', '1'), features('c', 'y')])).toEqual([]);
  });

  it('names every copy of a picture that lies under several labels', () => {
    const found = findConflicts([features('a', 'y', '1'), features('b', 'x', '1'), features('c', 'y', '1')]);
    expect(found).toEqual([{ ids: ['a', 'b', 'c'], labels: ['x', 'y'] }]);
  });
});

describe('assertEveryLabel', () => {
  const [a, b, c] = [features('a', 'x'), features('b', 'x'), features('c', 'y')];

  it('is content with a picture on each side', () => {
    expect(() => assertEveryLabel(['x'], [a], [b])).not.toThrow();
  });

  it('is content with one picture of a label where none are kept out', () => {
    expect(() => assertEveryLabel(['x', 'y'], [a, c], [])).not.toThrow();
  });

  it.each([
    ['without any', [a, b], [], 'no readable picture'],
    ['with its only one to train on', [a, c], [b], '1 to train on and 0 kept out'],
    ['with its only one kept out', [a, b], [c], '0 to train on and 1 kept out'],
  ])('refuses a label %s', (_, trained, held, message) => {
    expect(() => assertEveryLabel(['x', 'y'], trained, held)).toThrow(
      expect.objectContaining({ code: 'EMPTY_SPLIT', message: expect.stringContaining(message) as string }),
    );
  });
});

describe('createSplit', () => {
  const sample = (id: string, group?: string) => ({
    ...features(id, 'x').sample,
    ...(group === undefined ? {} : { group }),
  });

  it('keeps out the share that it is told, whole groups, and says the same of the same seed', () => {
    const isHeld = createSplit(0.3, 1);
    const ids = Array.from({ length: 1000 }, (_, i) => `${i}`);
    const share = ids.filter((id) => isHeld(sample(id))).length / ids.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
    expect(new Set(ids.map((id) => isHeld(sample(id, 'one')))).size).toBe(1);
    expect(ids.map((id) => createSplit(0.3, 1)(sample(id)))).toEqual(ids.map((id) => isHeld(sample(id))));
  });

  it('follows the part of a sample', () => {
    expect(createSplit(0, 1)({ ...sample('a'), part: 'val' })).toBe(true);
    expect(createSplit(0.9, 1)({ ...sample('a'), part: 'train' })).toBe(false);
  });
});
