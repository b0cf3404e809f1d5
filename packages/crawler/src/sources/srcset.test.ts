import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestOf, parseSrcset } from './srcset.js';

describe('parseSrcset', () => {
  it.each(['', ' ', ',', ' , ,'])('finds nothing in %j', (value) => {
    expect(parseSrcset(value)).toEqual([]);
  });

  it.each([
    ['a.jpg', [{ url: 'a.jpg', density: 1 }]],
    ['a.jpg,', [{ url: 'a.jpg', density: 1 }]],
    [
      'a.jpg, b.jpg',
      [
        { url: 'a.jpg', density: 1 },
        { url: 'b.jpg', density: 1 },
      ],
    ],
    ['a,b.jpg 2x', [{ url: 'a,b.jpg', density: 2 }]],
    [
      'a.jpg 1.5x,b.jpg 640w',
      [
        { url: 'a.jpg', density: 1.5 },
        { url: 'b.jpg', width: 640 },
      ],
    ],
    ['\n a.jpg\t100w 50h ,\n', [{ url: 'a.jpg', width: 100 }]],
    ['a.jpg nonsense', [{ url: 'a.jpg', density: 1 }]],
  ])('reads %j', (value, entries) => {
    expect(parseSrcset(value)).toEqual(entries);
  });

  it('ends for any text, and reads what was written', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSrcset(text)));
    const entry = fc.record({
      url: fc.webUrl().filter((url) => !url.endsWith(',')),
      width: fc.integer({ min: 1 }),
    });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        expect(parseSrcset(entries.map(({ url, width }) => `${url} ${width}w`).join(', '))).toEqual(entries);
      }),
    );
  });
});

describe('largestOf', () => {
  it('takes the widest, else the densest', () => {
    expect(largestOf(undefined)).toBeUndefined();
    expect(largestOf('a 1x, b 3x, c 2x')).toBe('b');
    expect(largestOf('a 300w, b 900w, c 600w')).toBe('b');
    expect(largestOf('a')).toBe('a');
  });
});
