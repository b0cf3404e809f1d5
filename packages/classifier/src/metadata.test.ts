import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseMetadata } from './metadata.js';

const shipped = JSON.parse(
  await readFile(new URL('../model/metadata.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

describe('parseMetadata', () => {
  it('accepts the metadata that ships', () => {
    expect(parseMetadata(shipped, 'metadata.json').labels).toEqual(['mask', 'no-mask', 'not-face']);
  });

  it.each([
    ['nothing', null, 'content'],
    ['another version', { ...shipped, formatVersion: 2 }, 'formatVersion'],
    ['one label', { ...shipped, labels: ['mask'] }, 'labels'],
    ['no labels', { ...shipped, labels: undefined }, 'labels'],
    ['a broken input size', { ...shipped, inputSize: 0 }, 'inputSize'],
    ['an input size that takes all memory', { ...shipped, inputSize: 20_000 }, 'inputSize'],
    ['a range of one number', { ...shipped, pixelRange: [0] }, 'pixelRange'],
    ['no priors', { ...shipped, priors: undefined }, 'priors'],
    ['a negative margin', { ...shipped, cropMargin: -1 }, 'cropMargin'],
  ])('refuses %s and says where', (_, json, path) => {
    expect(() => parseMetadata(json, 'my-model/metadata.json')).toThrow(
      expect.objectContaining({
        code: 'MODEL_INCOMPATIBLE',
        message: expect.stringMatching(new RegExp(`^my-model/metadata\\.json: ${path}`)) as string,
      }),
    );
  });
});
