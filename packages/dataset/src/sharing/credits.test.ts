import { describe, expect, it } from 'vitest';
import { creditsOf } from './credits.js';
import { formatCredits } from './format-credits.js';
import { licenseTerms } from './license-terms.js';
import type { SharedPicture } from './shared-picture.js';

const by: SharedPicture = {
  path: 'images/a.jpg',
  url: 'https://example.org/a.jpg',
  pageUrl: 'https://example.org/a',
  title: 'A street',
  creator: 'A. Person',
  license: { id: 'by-2.0', url: 'https://creativecommons.org/licenses/by/2.0/', status: 'verified' },
  sha256: 'a'.repeat(64),
  dHash: '0'.repeat(16),
  width: 64,
  height: 48,
};
const crop = {
  path: 'mask/a-0.jpg',
  label: 'mask',
  box: { x: 0, y: 0, width: 9, height: 9 },
  margin: 0.15,
};
const unknown: SharedPicture = { ...by, license: { id: 'unknown', status: 'unknown' } };
const claimed: SharedPicture = { ...by, license: { id: 'by-2.0', status: 'claimed' } };

describe('creditsOf', () => {
  it('finds nothing to clear in an empty set', () => {
    const { isPublishable, entries } = creditsOf([]);
    expect([isPublishable, entries]).toEqual([true, []]);
  });

  it('refuses a set with one unknown licence', () => {
    const { isPublishable, problems } = creditsOf([by, unknown, by]);
    expect(isPublishable).toBe(false);
    expect([...problems]).toEqual([['license-unknown', 1]]);
  });

  it('counts a claimed licence only when asked', () => {
    expect(creditsOf([claimed]).isPublishable).toBe(false);
    expect(creditsOf([claimed], { acceptClaimed: true }).isPublishable).toBe(true);
  });

  it('refuses crops of a picture whose licence forbids works made from it', () => {
    const noDerivatives = { ...by, license: { id: 'by-nd-4.0', status: 'verified' as const } };
    expect(creditsOf([noDerivatives]).isPublishable).toBe(true);
    expect([...creditsOf([{ ...noDerivatives, crops: [crop] }]).problems.keys()]).toEqual(['no-derivatives']);
  });

  it('says what the licences of the set ask for', () => {
    const set = [by, { ...by, license: { id: 'by-nc-sa-3.0', status: 'verified' as const } }];
    expect(creditsOf(set)).toMatchObject({
      isPublishable: true,
      isNonCommercial: true,
      isShareAlike: true,
    });
  });
});

describe('licenseTerms', () => {
  it.each([
    ['by-4.0', 'CC BY 4.0', 'https://creativecommons.org/licenses/by/4.0/'],
    ['by-nc-nd-2.0', 'CC BY-NC-ND 2.0', 'https://creativecommons.org/licenses/by-nc-nd/2.0/'],
    ['by-sa-3.0-es', 'CC BY-SA 3.0 ES', 'https://creativecommons.org/licenses/by-sa/3.0/es/'],
    ['cc0-1.0', 'CC0 1.0', 'https://creativecommons.org/publicdomain/zero/1.0/'],
    ['pdm-1.0', 'Public domain', 'https://creativecommons.org/publicdomain/mark/1.0/'],
    ['gfdl-1.2', 'gfdl-1.2', undefined],
  ])('%s is %s', (id, name, url) => {
    expect(licenseTerms(id)).toMatchObject({ name, ...(url ? { url } : {}) });
  });

  it('assumes the strictest of what it does not know', () => {
    expect(licenseTerms('own-terms')).toMatchObject({ needsCredit: true, isNoDerivatives: true });
  });
});

describe('formatCredits', () => {
  it('names title, creator, source and licence', () => {
    expect(formatCredits(creditsOf([{ ...by, crops: [crop] }]))).toContain(
      '- ["A street"](<https://example.org/a>) by A. Person ([CC BY 2.0](<https://creativecommons.org/licenses/by/2.0/>)) - cropped to faces\n',
    );
    expect(formatCredits(creditsOf([by]), 'text')).toContain(
      '- "A street" (https://example.org/a) by A. Person (CC BY 2.0 (https://creativecommons.org/licenses/by/2.0/))\n',
    );
  });

  it('keeps pictures that are not cleared apart', () => {
    const text = formatCredits(creditsOf([by, unknown]));
    expect(text.indexOf('## Not cleared')).toBeGreaterThan(text.indexOf('## Pictures'));
    expect(text).toContain('no known licence');
  });

  it('lets a hostile title break neither line nor link', () => {
    const hostile = {
      ...by,
      title: 'x](javascript:alert(1))\n# heading <script>',
      pageUrl: 'javascript:alert(1)',
      creator: '**\u202eA',
      creatorUrl: 'https://example.org/>)[x](y',
    };
    const text = formatCredits(creditsOf([hostile]));
    const line = text.split('\n').find((candidate) => candidate.startsWith('- '))!;
    expect(line).not.toContain('(<javascript:');
    expect(line).not.toMatch(/[^\\]<script/);
    expect(text.split('\n').filter((candidate) => candidate.startsWith('#'))).toHaveLength(2);
    expect(line).not.toContain('\u202e');
  });
});
