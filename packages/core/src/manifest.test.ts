import { describe, expect, it } from 'vitest';
import { formatManifestEntry, parseManifest } from './manifest.js';
import type { Provenance } from './provenance.js';

const entry: Provenance = {
  source: 'openverse',
  query: 'face mask',
  labelHint: 'mask',
  url: 'https://example.org/ä.jpg',
  pageUrl: 'https://example.org/page',
  title: 'Straße\nzwei',
  creator: 'A. Person',
  license: { id: 'by-2.0', url: 'https://creativecommons.org/licenses/by/2.0/', status: 'verified' },
  restrictions: ['personality'],
  sha256: 'a'.repeat(64),
  dHash: '0123456789abcdef',
  width: 640,
  height: 480,
  byteLength: 12345,
  retrievedAt: '2026-11-24T10:00:00.000Z',
  fileName: `${'a'.repeat(64)}.jpg`,
};

describe('parseManifest', () => {
  it('reads nothing from nothing', () => {
    expect(parseManifest('')).toEqual({ entries: [], wholeLength: 0 });
  });

  it('reads back what was written', () => {
    const text = formatManifestEntry(entry) + formatManifestEntry({ ...entry, query: 'other' });
    const { entries, wholeLength } = parseManifest(text);
    expect(entries).toEqual([entry, { ...entry, query: 'other' }]);
    expect(wholeLength).toBe(Buffer.byteLength(text));
  });

  it('leaves out a last line that was cut short, and says where it begins in bytes', () => {
    const whole = formatManifestEntry(entry);
    for (const length of [1, 20, whole.length - 1]) {
      const { entries, wholeLength } = parseManifest(whole + whole.slice(0, length));
      expect(entries).toHaveLength(1);
      expect(wholeLength).toBe(Buffer.byteLength(whole));
    }
  });

  it('keeps fields that it does not know, for versions to come', () => {
    const line = formatManifestEntry({ ...entry, weather: 'rain' } as Provenance);
    expect(parseManifest(line).entries[0]).toHaveProperty('weather', 'rain');
  });

  it.each([
    ['no JSON', '{"source":\n'],
    ['a list', '[]\n'],
    ['a way out of the folder', formatManifestEntry({ ...entry, fileName: '../../etc/passwd' })],
    ['no hash', formatManifestEntry({ ...entry, sha256: 'abc' })],
    ['no size', formatManifestEntry({ ...entry, width: 0 })],
  ])('refuses %s, with file and line', (_name, line) => {
    expect(() => parseManifest(formatManifestEntry(entry) + line, 'raw/manifest.jsonl')).toThrow(
      expect.objectContaining({
        code: 'ANNOTATION_PARSE_FAILED',
        message: expect.stringContaining('raw/manifest.jsonl:2'),
      }),
    );
  });
});
