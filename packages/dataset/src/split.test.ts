import { describe, expect, it } from 'vitest';
import { parseSplit } from './split.js';

const entry = { id: 'mask/a.jpg', group: 'g1', label: 'mask', part: 'train' };

describe('parseSplit', () => {
  it('reads an empty list', () => {
    expect(parseSplit('[]')).toEqual([]);
  });

  it('reads entries in their order', () => {
    const entries = [entry, { ...entry, id: 'mask/b.jpg', group: 'g2', part: 'val' }];
    expect(parseSplit(JSON.stringify(entries))).toEqual(entries);
  });

  it.each([
    ['no JSON', '[{', 'is not JSON'],
    ['an object', '{}', 'expected a list'],
    ['an entry without a group', JSON.stringify([{ ...entry, group: undefined }]), '0.group'],
    ['a picture named twice', JSON.stringify([entry, entry]), 'names mask/a.jpg twice'],
    [
      'a group on both sides',
      JSON.stringify([entry, { ...entry, id: 'mask/b.jpg', part: 'val' }]),
      'puts the group g1 into train and val',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseSplit(json, 'data/split.json')).toThrow(
      expect.objectContaining({
        code: 'ANNOTATION_PARSE_FAILED',
        message: expect.stringContaining(message) as string,
      }),
    );
  });
});
