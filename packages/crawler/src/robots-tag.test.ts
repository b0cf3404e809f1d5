import { describe, expect, it } from 'vitest';
import { findOptOut } from './robots-tag.js';

describe('findOptOut', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['noarchive, nofollow', undefined],
    ['noai', 'noai'],
    ['NoAI, NoImageAI', 'noai'],
    ['nofollow, noimageai', 'noimageai'],
    ['noindex', 'noindex'],
    ['noimageindex', 'noimageindex'],
    ['none', 'noindex'],
    ['otherbot: noindex', undefined],
    ['otherbot: noindex, noai', undefined],
    ['otherbot: nofollow, maskpred: noindex', 'noindex'],
    ['MaskPred: noai', 'noai'],
    ['unavailable_after: 25 Jun 2030 15:00:00 PST, noai', 'noai'],
    ['max-image-preview: none', undefined],
    ['noaim', undefined],
  ])('reads %j as %j', (header, tag) => expect(findOptOut(header)).toBe(tag));

  it('leaves out the words that are not to be honoured', () => {
    expect(findOptOut('noai, noindex', ['noai'])).toBe('noindex');
    expect(findOptOut('none', ['noindex'])).toBeUndefined();
  });
});
