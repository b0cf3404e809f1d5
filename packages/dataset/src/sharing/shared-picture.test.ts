import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatSharedPicture,
  isPathBelow,
  parseSharedPictures,
  type SharedPicture,
} from './shared-picture.js';

const picture: SharedPicture = {
  path: 'images/a.jpg',
  url: 'https://example.org/a.jpg',
  license: { id: 'by-2.0', status: 'verified' },
  sha256: 'a'.repeat(64),
  dHash: '0'.repeat(16),
  width: 64,
  height: 48,
  annotations: [{ box: { x: 1, y: 2, width: 3, height: 4 }, label: 'mask', difficult: true }],
};

describe('parseSharedPictures', () => {
  it('reads nothing from nothing', () => {
    expect(parseSharedPictures('')).toEqual([]);
  });

  it('reads back what was written', () => {
    const crop = {
      ...picture,
      path: undefined,
      crops: [
        { path: 'mask/a-0.jpg', label: 'mask', box: { x: 0, y: 0, width: 8, height: 8 }, margin: 0.15 },
      ],
    };
    const text = formatSharedPicture(picture) + formatSharedPicture(crop as unknown as SharedPicture);
    expect(parseSharedPictures(text)[0]).toEqual(picture);
    expect(parseSharedPictures(text)[1].crops).toEqual(crop.crops);
  });

  it.each([
    ['no JSON', 'x'],
    ['an address that is none of the web', JSON.stringify({ ...picture, url: 'file:///etc/passwd' })],
    ['a path out of the folder', JSON.stringify({ ...picture, path: '../a.jpg' })],
    [
      'a crop out of the folder',
      JSON.stringify({
        ...picture,
        crops: [{ path: '/etc/a.jpg', label: 'x', box: picture.annotations![0].box, margin: 0 }],
      }),
    ],
    ['a path of another line', JSON.stringify(picture)],
    [
      'a box without size',
      JSON.stringify({ ...picture, annotations: [{ box: { x: 0, y: 0 }, label: 'mask' }] }),
    ],
  ])('refuses %s, with file and line', (_name, line) => {
    expect(() => parseSharedPictures(`${formatSharedPicture(picture)}${line}\n`, 'set.jsonl')).toThrow(
      expect.objectContaining({
        code: 'ANNOTATION_PARSE_FAILED',
        message: expect.stringContaining('set.jsonl:2'),
      }),
    );
  });
});

describe('isPathBelow', () => {
  it.each(['a.jpg', 'images/a b.jpg', 'mask/ä.jpg', '.hidden', 'a/..b'])('takes %j', (path) => {
    expect(isPathBelow(path)).toBe(true);
  });

  it.each(['', '/a', 'a/', '..', 'a/../b', './a', 'a//b', 'a\\b', 'C:a', 'a\0b', 'a. ', 'a./b', 'a\nb'])(
    'refuses %j',
    (path) => {
      expect(isPathBelow(path)).toBe(false);
    },
  );

  it('lets nothing out of the folder, whatever it takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ':', ' ') }), (path) => {
        if (!isPathBelow(path)) return;
        const resolved = new URL(`http://h/root/${path.split('/').map(encodeURIComponent).join('/')}`)
          .pathname;
        expect(resolved.startsWith('/root/')).toBe(true);
        expect(resolved.length).toBeGreaterThan('/root/'.length);
      }),
      { numRuns: 2000 },
    );
  });
});
