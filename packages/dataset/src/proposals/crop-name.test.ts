import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertFolderLabel, cropFileName } from './crop-name.js';

const sha256 = '5f3a9c01'.padEnd(64, '0');
const nameOf = (source: string, hash = sha256) =>
  cropFileName({ source, sha256: hash, index: 0, label: 'mask' });

describe('cropFileName', () => {
  it('is made of label, stem, hash and index', () => {
    const parts = { source: 'raw/My photo.png', sha256, label: 'mask' };
    expect(cropFileName({ ...parts, index: 0 })).toBe('mask/My_photo-5f3a9c01-0.jpg');
    expect(cropFileName({ ...parts, index: 3, suffix: 'synthetic-cup-1' })).toBe(
      'mask/My_photo-5f3a9c01-3-synthetic-cup-1.jpg',
    );
  });

  it('does not repeat the hash of a picture that is named by it', () => {
    expect(nameOf(`raw/${sha256}.jpg`)).toBe(`mask/${sha256}-0.jpg`);
  });

  it('keeps pictures of one name apart', () => {
    const other = 'ff'.padEnd(64, '0');
    expect(nameOf('a/x.jpg')).not.toBe(nameOf('b/x.jpg', other));
  });

  it('is a name that every file system takes, whatever the picture is called', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('..', '.hidden', '-rf', 'CON', 'a\nb', 'a:b', '漢'.repeat(90), 'é́'),
    );
    fc.assert(
      fc.property(hostile, (stem) => {
        const name = nameOf(`${stem}.jpg`);
        expect(name).toMatch(/^mask\/[\p{L}\p{N}][\p{L}\p{N}._-]*-0\.jpg$/u);
        expect(Buffer.byteLength(name.slice('mask/'.length))).toBeLessThan(220);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses labels that cannot be folders', () => {
    expect(() => assertFolderLabel('no-mask')).not.toThrow();
    for (const label of [
      '',
      '.',
      '..',
      '.mask',
      'a/b',
      'a\\b',
      '../mask',
      'C:',
      'mask.',
      'a\0',
      'x'.repeat(101),
    ]) {
      const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
      expect(() => cropFileName({ source: 'a.jpg', sha256, index: 0, label })).toThrow(refusal);
    }
  });
});
