import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertLicenseKinds, LICENSE_KINDS, matchesLicense, normalizeLicense } from './license.js';

const CC = 'https://creativecommons.org';

describe('normalizeLicense', () => {
  it.each([undefined, '', '   ', 'Creative Commons', 'CC license'])('knows nothing from %j', (text) => {
    expect(normalizeLicense(text)).toEqual({ id: 'unknown', status: 'unknown' });
  });

  it.each([
    ['CC BY-SA 4.0', 'by-sa-4.0'],
    ['CC-BY-SA-4.0', 'by-sa-4.0'],
    ['cc by sa 4.0', 'by-sa-4.0'],
    ['CCBYSA 4.0', 'by-sa-4.0'],
    ['cc-by-sa-3.0-es', 'by-sa-3.0-es'],
    ['CC BY-SA 3.0 de', 'by-sa-3.0-de'],
    ['CC BY-SA 3.0 igo', 'by-sa-3.0-igo'],
    ['by-sa', 'by-sa'],
    ['by 2.0', 'by-2.0'],
    ['by-nc-nd 2.0', 'by-nc-nd-2.0'],
    ['by-nd-nc-1.0', 'by-nc-nd-1.0'],
    ['BY-NC', 'by-nc'],
    ['cc-by-sa-2.5,2.0,1.0', 'by-sa-2.5'],
    ['CC BY-SA 3.0,2.5,2.0,1.0', 'by-sa-3.0'],
    ['Attribution 2.0 Generic (CC BY 2.0)', 'by-2.0'],
    ['Attribution-ShareAlike 2.0 Generic', 'by-sa-2.0'],
    ['Creative Commons Attribution-Share Alike 3.0 Germany', 'by-sa-3.0-de'],
    ['Creative Commons Attribution 2.5 China Mainland', 'by-2.5-cn'],
    ['Creative Commons Attribution 3.0 United States License', 'by-3.0-us'],
    ['Creative Commons Attribution-NonCommercial-NoDerivs 3.0 Unported', 'by-nc-nd-3.0'],
    ['Creative Commons Attribution Non-Commercial No Derivatives 4.0 International', 'by-nc-nd-4.0'],
    ['This work is licensed under a Creative Commons Attribution 4.0 International License.', 'by-4.0'],
    ['CC BY v4.0', 'by-4.0'],
    ['CC BY 4', 'by-4.0'],
    ['CC0', 'cc0-1.0'],
    ['cc0 1.0', 'cc0-1.0'],
    ['cc-zero', 'cc0-1.0'],
    ['Creative Commons Zero v1.0 Universal', 'cc0-1.0'],
    ['CC0 1.0 Universal (CC0 1.0) Public Domain Dedication', 'cc0-1.0'],
    ['pdm', 'pdm-1.0'],
    ['pdm 1.0', 'pdm-1.0'],
    ['Public Domain Mark 1.0', 'pdm-1.0'],
    ['pd', 'pd'],
    ['Public domain', 'pd'],
    ['PD-USGov-NASA', 'pd'],
    ['PD-old-100', 'pd'],
    ['sampling+ 1.0', 'sampling+-1.0'],
    ['GFDL', 'gfdl'],
    ['GFDL 1.2', 'gfdl-1.2'],
    ['GNU Free Documentation License, version 1.2 or later', 'gfdl-1.2'],
    ['Free Art License 1.3', 'fal-1.3'],
    ['GFDL or CC BY-SA 3.0', 'gfdl or by-sa-3.0'],
    ['CC-BY-SA-3.0/GFDL', 'by-sa-3.0 or gfdl'],
    ['CC BY/CC BY-SA', 'by or by-sa'],
    ['CC BY 4.0; CC BY 2.0', 'by-4.0 or by-2.0'],
    ['by or by-sa', 'by or by-sa'],
    ['CC BY 4.0 / Attribution 4.0 International', 'by-4.0'],
    [`${CC}/licenses/by-sa/3.0`, 'by-sa-3.0'],
    ['http://creativecommons.org/licenses/by-sa/3.0/de/deed.en', 'by-sa-3.0-de'],
    ['//creativecommons.org/licenses/by/2.0/', 'by-2.0'],
    ['https://www.creativecommons.org/licenses/by/4.0/legalcode.de', 'by-4.0'],
    [`${CC}/licenses/by-nd-nc/1.0/`, 'by-nc-nd-1.0'],
    [`${CC}/licenses/sampling+/1.0/`, 'sampling+-1.0'],
    ['http://creativecommons.org/publicdomain/zero/1.0/deed.en', 'cc0-1.0'],
    ['http://creativecommons.org/publicdomain/mark/1.0/', 'pdm-1.0'],
    ['http://creativecommons.org/licenses/publicdomain/', 'pd'],
    ['http://www.gnu.org/copyleft/fdl.html', 'gfdl'],
    ['https://www.gnu.org/licenses/old-licenses/fdl-1.2.html', 'gfdl-1.2'],
  ])('reads %j as %s', (text, id) => {
    expect(normalizeLicense(text)).toMatchObject({ id, status: 'claimed' });
  });

  it.each([
    'All rights reserved',
    'Some rights reserved',
    '© 2021 Example Press',
    'not CC BY 4.0',
    'Not public domain',
    'CC BY 4.0 except the logo',
    'CC BY 7.0',
    'CC BY-SA-ND 4.0',
    'CC NC 1.0',
    'CC0 2.0',
    'CC BY-SA 4.0 de',
    'CC BY de',
    'CC BY 2.0 3.0',
    'CC BY 3.0 xx',
    'CC0 BY 1.0',
    'Attribution',
    'Photo by Jane Doe',
    'Fair use',
    'Copyrighted free use',
    'GFDL and beer',
    'CC BY 4.0 or ask me',
    'by 4.0 で',
    `${CC}/licenses/by-sa/9.0/`,
    `${CC}/licenses/by/3.0/atlantis/`,
    'https://example.org/licenses/by/4.0/',
    `https://example.org/?${CC}/licenses/by/4.0/`,
    'javascript:alert(1)',
  ])('does not know %j', (text) => {
    expect(normalizeLicense(text)).toMatchObject({ id: 'unknown', status: 'unknown' });
  });

  it('gives the address of the text in its one form', () => {
    expect(normalizeLicense('by-nc-nd 1.0').url).toBe(`${CC}/licenses/by-nd-nc/1.0/`);
    expect(normalizeLicense('CC BY-SA 3.0 DE').url).toBe(`${CC}/licenses/by-sa/3.0/de/`);
    expect(normalizeLicense('cc0').url).toBe(`${CC}/publicdomain/zero/1.0/`);
    expect(normalizeLicense('by')).toEqual({ id: 'by', status: 'claimed' });
    expect(normalizeLicense('GFDL', { url: 'http://www.gnu.org/copyleft/fdl.html' }).url).toBe(
      'http://www.gnu.org/copyleft/fdl.html',
    );
    expect(normalizeLicense('custom', { url: 'https://example.org/terms' })).toEqual({
      id: 'unknown',
      url: 'https://example.org/terms',
      status: 'unknown',
    });
    expect(normalizeLicense('custom', { url: 'javascript:alert(1)' }).url).toBeUndefined();
  });

  it('takes words and address together', () => {
    const both = (text: string | undefined, url: string) =>
      normalizeLicense(text, { url, status: 'verified' }).id;
    expect(both('by', `${CC}/licenses/by/2.0/`)).toBe('by-2.0');
    expect(both('CC BY-SA 3.0', `${CC}/licenses/by-sa/3.0/es/`)).toBe('by-sa-3.0-es');
    expect(both('Public domain', `${CC}/publicdomain/zero/1.0/`)).toBe('cc0-1.0');
    expect(both('CC0', `${CC}/licenses/publicdomain/`)).toBe('cc0-1.0');
    expect(both(undefined, `${CC}/licenses/by/2.0/`)).toBe('by-2.0');
    expect(both('Creative Commons', `${CC}/licenses/by/2.0/`)).toBe('by-2.0');
    expect(both('GFDL or CC BY-SA 3.0', `${CC}/licenses/by-sa/3.0/`)).toBe('gfdl or by-sa-3.0');
    expect(both('CC BY 2.0', 'https://example.org/about')).toBe('by-2.0');
    expect(normalizeLicense('by', { url: `${CC}/licenses/by/2.0/`, status: 'verified' }).status).toBe(
      'verified',
    );
  });

  it.each([
    ['CC BY 4.0', `${CC}/licenses/by-sa/4.0/`],
    ['CC BY 4.0', `${CC}/licenses/by/2.0/`],
    ['CC BY 3.0 de', `${CC}/licenses/by/3.0/es/`],
    ['All rights reserved', `${CC}/licenses/by/4.0/`],
    ['GFDL or CC BY 3.0', `${CC}/licenses/by-sa/3.0/`],
  ])('does not choose between %j and %s', (text, url) => {
    expect(normalizeLicense(text, { url, status: 'verified' })).toMatchObject({
      id: 'unknown',
      status: 'unknown',
    });
  });

  it('reads its own ids, and the addresses that it gives', () => {
    const kinds = LICENSE_KINDS.filter((kind) => kind.startsWith('by'));
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(undefined, '1.0', '2.0', '2.5', '3.0', '4.0'),
        fc.constantFrom(undefined, 'de', 'us', 'scotland', 'igo', 'in', 'no', 'it'),
        (kind, version, port) => {
          const hasPort = port && version && version !== '4.0';
          const id = [kind, version, hasPort ? port : undefined].filter(Boolean).join('-');
          const license = normalizeLicense(id);
          expect(license.id).toBe(id);
          if (version) expect(normalizeLicense(license.url).id).toBe(id);
        },
      ),
    );
  });

  it('understands all of a text or nothing', () => {
    const words = fc.constantFrom('not', 'except', 'maybe', 'rights', 'reserved', 'jane', 'nope', '5.1', 'ñ');
    fc.assert(
      fc.property(
        fc.constantFrom('CC BY 4.0', 'CC0', 'Public domain'),
        words,
        fc.boolean(),
        (text, word, first) => {
          expect(normalizeLicense(first ? `${word} ${text}` : `${text} ${word}`).id).toBe('unknown');
        },
      ),
    );
  });

  it('makes a licence of any text, unknown exactly when its status is', () => {
    const pieces = fc.oneof(
      fc.string(),
      fc.constantFrom('CC', 'BY', '-', 'SA', ' ', '4.0', '/', 'or', '0', '//', 'https:', 'pd', '+', ','),
    );
    fc.assert(
      fc.property(
        fc.array(pieces),
        fc.constantFrom(undefined, 'https://example.org/terms', 'x', `${CC}/licenses/by/4.0/`),
        (parts, url) => {
          const { id, status } = normalizeLicense(parts.join(''), { url });
          expect(id).toMatch(/^[a-z0-9+.-]+( or [a-z0-9+.-]+)*$/);
          expect(status === 'unknown').toBe(id === 'unknown');
        },
      ),
    );
  });
});

describe('matchesLicense', () => {
  const is = (id: string, allowed: string[], status: 'verified' | 'claimed' | 'unknown' = 'verified') =>
    matchesLicense({ id, status }, allowed);

  it('is closed to what is not known, and to an empty list', () => {
    expect(is('unknown', ['cc0', 'by', 'unknown'], 'unknown')).toBe(false);
    expect(is('unknown', ['unknown'], 'claimed')).toBe(false);
    expect(is('by-4.0', ['by'], 'unknown')).toBe(false);
    expect(is('by-4.0', [])).toBe(false);
  });

  it('takes every version and port of a kind, and no other kind', () => {
    for (const id of ['by', 'by-2.0', 'by-3.0-de']) expect(is(id, ['cc0', 'by'])).toBe(true);
    for (const id of ['by-sa-4.0', 'by-nc-2.0', 'cc0-1.0', 'gfdl']) expect(is(id, ['by'])).toBe(false);
    expect(is('sampling+-1.0', ['sampling+'])).toBe(true);
    expect(is('by-4.0', ['by'], 'claimed')).toBe(true);
  });

  it('counts public domain without a mark as pdm', () => {
    expect(is('pd', ['pdm'])).toBe(true);
    expect(is('pdm-1.0', ['pdm'])).toBe(true);
    expect(is('pd', ['cc0', 'by'])).toBe(false);
  });

  it('wants all of several licences to be wanted', () => {
    expect(is('by or by-sa', ['by', 'by-sa'])).toBe(true);
    expect(is('by or by-sa', ['by'])).toBe(false);
    expect(is('gfdl or by-sa-3.0', ['by-sa'])).toBe(false);
  });
});

describe('assertLicenseKinds', () => {
  it.each([[[]], [['cc-by']], [['by-4.0']], [['by', 'BY-SA']], [['unknown']]])('refuses %j', (licenses) => {
    expect(() => assertLicenseKinds(licenses)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('takes every kind', () => {
    expect(() => assertLicenseKinds(LICENSE_KINDS)).not.toThrow();
  });
});
