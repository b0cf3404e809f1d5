import { describe, expect, it } from 'vitest';
import { parametersOf, searchAll } from './__fixtures__/collect.js';
import { commonsInfo, commonsMetadata, commonsPage } from './__fixtures__/commons.js';
import { createFixtureHttp, type FixtureAnswer } from './__fixtures__/fixture-http.js';
import { type CommonsSourceOptions, createCommonsSource } from './commons.js';

/** A source on answers that are given one after the other; the last one stays. */
function commons(answers: readonly FixtureAnswer[], options: Partial<CommonsSourceOptions> = {}) {
  let asked = 0;
  const http = createFixtureHttp(() => answers[Math.min(asked++, answers.length - 1)]);
  return { http, source: createCommonsSource({ http, ...options }) };
}

const page = (id: number, own: Readonly<Record<string, unknown>> = {}) =>
  commonsPage(id, id, `F${id}.jpg`, commonsInfo(`F${id}.jpg`, own));
const complete = (pages: readonly unknown[]): FixtureAnswer => ({
  body: { batchcomplete: true, query: { pages } },
});
const lag = (code: string, headers: Record<string, string> = { 'retry-after': '0' }): FixtureAnswer => ({
  headers,
  body: { error: { code, info: 'Waiting for a database: 7 seconds lagged', lag: 7 } },
});

describe('createCommonsSource', () => {
  it('finds nothing where there is nothing', async () => {
    const { source } = commons([{ body: { batchcomplete: true } }]);
    expect(await searchAll(source)).toEqual({ candidates: [], problems: [] });
  });

  it('asks as the API wants to be asked', async () => {
    const { source, http } = commons([complete([page(1)])]);
    await searchAll(source, 'face mask');
    expect(http.requests[0]).toMatch(/^https:\/\/commons\.wikimedia\.org\/w\/api\.php\?/);
    expect(parametersOf(http.requests[0])).toEqual({
      action: 'query',
      format: 'json',
      formatversion: '2',
      maxlag: '5',
      generator: 'search',
      gsrnamespace: '6',
      gsrlimit: '50',
      gsrsearch: 'face mask filetype:bitmap',
      prop: 'imageinfo',
      iiprop: 'url|size|extmetadata',
      iiurlwidth: '1280',
      iiextmetadatafilter:
        'License|LicenseShortName|LicenseUrl|UsageTerms|NonFree|Artist|Attribution|Restrictions|ObjectName',
    });
  });

  it('writes filters as keywords', async () => {
    const { source, http } = commons([complete([page(1)])], { imageWidth: 500 });
    await searchAll(source, 'mask', {
      filters: { licenses: ['cc0', 'pdm', 'by-sa', 'by-nc'], size: 'large', type: 'photo' },
    });
    await searchAll(source, 'mask', { filters: { size: 'small', type: 'illustration' } });
    await searchAll(source, 'mask', { filters: { size: 'medium' } });
    expect(http.requests.map((url) => parametersOf(url)['gsrsearch'])).toEqual([
      'mask filetype:bitmap filemime:image/jpeg filew:>1600 haslicense:unrestricted|attribution-same-license',
      'mask filetype:drawing filew:<639',
      'mask filetype:bitmap filew:640,1599',
    ]);
    expect(parametersOf(http.requests[0])['iiurlwidth']).toBe('500');
  });

  it('refuses licences that it does not have, and widths that nobody makes', async () => {
    const { source, http } = commons([]);
    const search = searchAll(source, 'mask', { filters: { licenses: ['by-nc', 'by-nd'] } });
    await expect(search).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: /commons: licenses/ });
    expect(http.requests).toEqual([]);
    expect(() => commons([], { imageWidth: 640 as 960 })).toThrow(/imageWidth is one of 250, 330/);
  });

  it('goes on with every key of "continue", and ends without one', async () => {
    const first = { batchcomplete: true, continue: { gsroffset: 50, continue: 'gsroffset||' } };
    const { source, http } = commons([
      { body: { ...first, query: { pages: [page(1)] } } },
      complete([page(2)]),
    ]);
    expect((await searchAll(source)).candidates).toHaveLength(2);
    expect(parametersOf(http.requests[1])).toMatchObject({ gsroffset: '50', continue: 'gsroffset||' });
  });

  it('gives a page of results in its order, however many answers it comes in', async () => {
    const parts = [3, 1, 2].map((filled, i): FixtureAnswer => {
      const pages = [2, 3, 1].map((id) => (id === filled ? page(id) : commonsPage(id, id, `F${id}.jpg`)));
      const more =
        i < 2 ? { continue: { iicontinue: `part ${i}`, continue: 'gsroffset||' } } : { batchcomplete: true };
      return { body: { ...more, query: { pages } } };
    });
    const { candidates, problems } = await searchAll(commons(parts).source);
    expect(candidates.map(({ pageUrl }) => pageUrl?.slice(-6))).toEqual(['F1.jpg', 'F2.jpg', 'F3.jpg']);
    expect(problems).toEqual([]);
  });

  it('does not go on for ever', async () => {
    const endless = { body: { continue: { iicontinue: 'x', continue: 'y' }, query: { pages: [page(1)] } } };
    const { source, http } = commons([endless]);
    expect((await searchAll(source)).candidates).toHaveLength(1);
    expect(http.requests).toHaveLength(40);
  });

  it('stops before the end of what the search of MediaWiki can reach', async () => {
    const deep = { batchcomplete: true, continue: { gsroffset: 10_000, continue: 'gsroffset||' } };
    const { source, http } = commons([{ body: { ...deep, query: { pages: [page(1)] } } }]);
    await searchAll(source);
    expect(http.requests).toHaveLength(1);
  });

  it.each([
    [
      'License',
      { License: 'cc-by-sa-3.0-es', LicenseUrl: 'https://creativecommons.org/licenses/by-sa/3.0/es' },
      'by-sa-3.0-es',
    ],
    ['a name only', { License: '', LicenseShortName: 'CC BY 2.0', LicenseUrl: '' }, 'by-2.0'],
    [
      'usage terms only',
      { License: '', LicenseShortName: '', UsageTerms: 'Public domain', LicenseUrl: '' },
      'pd',
    ],
    ['the address only', { License: '', LicenseShortName: '', UsageTerms: '' }, 'by-sa-4.0'],
    ['an odd one first', { License: 'odd', LicenseShortName: 'CC BY-SA 4.0' }, 'by-sa-4.0'],
    ['free art', { License: 'fal', LicenseShortName: 'FAL', LicenseUrl: '' }, 'fal'],
    ['nothing', { License: '', LicenseShortName: '', UsageTerms: '', LicenseUrl: '' }, 'unknown'],
    ['something else', { License: 'odd', LicenseShortName: 'Odd', UsageTerms: 'Odd' }, 'unknown'],
    ['a contradiction', { LicenseUrl: 'https://creativecommons.org/licenses/by/4.0' }, 'unknown'],
    ['non-free', { NonFree: 'true' }, 'unknown'],
  ])('reads the licence from %s', async (_, metadata, id) => {
    const { source } = commons([complete([page(1, { extmetadata: commonsMetadata(metadata) })])]);
    const [candidate] = (await searchAll(source)).candidates;
    expect(candidate?.license).toMatchObject({ id, status: id === 'unknown' ? 'unknown' : 'verified' });
  });

  it('takes files without metadata as unlicensed', async () => {
    const { source } = commons([complete([page(1, { extmetadata: [] })])]);
    expect((await searchAll(source)).candidates[0]).toEqual({
      url: 'https://upload.commons.example/wikipedia/commons/thumb/a/ab/F1.jpg/1280px-F1.jpg',
      license: { id: 'unknown', status: 'unknown' },
      pageUrl: 'https://commons.example/wiki/File:F1.jpg',
      title: 'F1',
      width: 1280,
      height: 960,
    });
  });

  it('passes over a malformed file and says so', async () => {
    const { source } = commons([complete([page(1), page(2, { url: undefined }), page(3), { pageid: 'x' }])]);
    const { candidates, problems } = await searchAll(source);
    expect(candidates).toHaveLength(2);
    expect(problems.map(({ message }) => message.split(':')[0])).toEqual([
      'query.pages[].pageid',
      'query.pages[].imageinfo.url',
    ]);
  });

  it.each([
    ['query', { answer: {} }],
    ['query.pages', { batchcomplete: true, query: { files: [] } }],
    ['query.pages[].title', { batchcomplete: true, query: { pages: [{ pageid: 1, index: 1, name: 'F' }] } }],
    ['query.pages[].imageinfo', { batchcomplete: true, query: { pages: [commonsPage(1, 1, 'F.jpg')] } }],
    [
      'query.pages[].imageinfo.extmetadata',
      { batchcomplete: true, query: { pages: [page(1, { extmetadata: undefined })] } },
    ],
    ['error', { error: { code: 'badvalue', info: 'Unrecognized value for parameter "generator"' } }],
  ])('names the field %s when the format has changed', async (field, body) => {
    const error = await searchAll(commons([{ body }]).source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'SOURCE_CHANGED', source: 'commons', field });
  });

  it.each(['maxlag', 'ratelimited'])('waits and asks again after %s', async (code) => {
    const { source, http } = commons([lag(code), lag(code), complete([page(1)])]);
    expect((await searchAll(source)).candidates).toHaveLength(1);
    expect(http.requests).toHaveLength(3);
  });

  it('gives up on a server that stays behind, or asks for too long a wait', async () => {
    const patient = commons([lag('maxlag')]);
    await expect(searchAll(patient.source)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      isRetryable: true,
    });
    expect(patient.http.requests).toHaveLength(5);
    const { source, http } = commons([lag('ratelimited', { 'retry-after': '600' })]);
    await expect(searchAll(source)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 600_000,
      message: expect.stringMatching(/Go on after \d{4}-/),
    });
    expect(http.requests).toHaveLength(1);
  });

  it.each([
    ['blocked', { code: 'HTTP_FAILED', status: 403, isRetryable: false }],
    ['readonly', { code: 'HTTP_FAILED', status: 503, isRetryable: true }],
    ['cirrussearch-too-busy-error', { code: 'HTTP_FAILED', status: 503, isRetryable: true }],
  ])('says what the error %s of the API means', async (code, expected) => {
    await expect(searchAll(commons([lag(code)]).source)).rejects.toMatchObject(expected);
  });

  it('tells warnings of the API', async () => {
    const warnings = { imageinfo: { warnings: 'Unrecognized value for parameter "iiprop"' } };
    const { source } = commons([{ body: { batchcomplete: true, warnings, query: { pages: [page(1)] } } }]);
    expect((await searchAll(source)).problems.map(({ message }) => message)).toEqual([
      'imageinfo: Unrecognized value for parameter "iiprop"',
    ]);
  });
});
