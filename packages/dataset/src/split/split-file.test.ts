import { describe, expect, it } from 'vitest';
import { formatSplit, parseSplit } from './split-file.js';

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

describe('formatSplit', () => {
  it('writes an empty list', () => {
    expect(formatSplit([])).toBe('[]\n');
  });

  it('writes one entry a line, which parseSplit reads', () => {
    const entries = [entry, { ...entry, id: 'mask/é "1".jpg' }];
    const json = formatSplit(entries);
    expect(json.split('\n')).toHaveLength(5);
    expect(parseSplit(json)).toEqual(entries);
  });
});
