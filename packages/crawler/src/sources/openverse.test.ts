import { describe, expect, it } from 'vitest';
import { parametersOf, searchAll } from './__fixtures__/collect.js';
import { createFixtureHttp, type FixtureAnswer } from './__fixtures__/fixture-http.js';
import { openversePage, openverseResult } from './__fixtures__/openverse.js';
import { createOpenverseSource, type OpenverseSourceOptions } from './openverse.js';

/** A source on pages of an API that are given; later ones are bad requests, as they are beyond the depth. */
function openverse(pages: readonly FixtureAnswer[], options: Partial<OpenverseSourceOptions> = {}) {
  const http = createFixtureHttp(({ searchParams }) => {
    return pages[Number(searchParams.get('page') ?? 1) - 1] ?? { status: 400 };
  });
  return { http, source: createOpenverseSource({ http, ...options }) };
}

const results = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => openverseResult(from + i));

describe('createOpenverseSource', () => {
  it('finds nothing where there is nothing', async () => {
    const { source, http } = openverse([openversePage(1, 0, [])]);
    expect((await searchAll(source)).candidates).toEqual([]);
    expect(http.requests).toEqual(['https://api.openverse.org/v1/images/?q=face+mask&page_size=20']);
  });

  it('reads page after page to the last one', async () => {
    const { source, http } = openverse([
      openversePage(1, 2, results(1, 20)),
      openversePage(2, 2, results(21, 3)),
    ]);
    expect((await searchAll(source)).candidates).toHaveLength(23);
    expect(http.requests.map((url) => parametersOf(url)['page'])).toEqual([undefined, '2']);
  });

  it.each([400, 401])('ends where the depth for anonymous users does, with %i', async (status) => {
    const { source } = openverse([openversePage(1, 50, results(1, 20)), { status }]);
    expect((await searchAll(source)).candidates).toHaveLength(20);
  });

  it.each([401, 400])('fails when the first page is refused with %i', async (status) => {
    const { source } = openverse([{ status }]);
    await expect(searchAll(source)).rejects.toMatchObject({ code: 'HTTP_FAILED', status });
  });

  it('fails when a later page fails for another reason', async () => {
    const { source } = openverse([openversePage(1, 50, results(1, 20)), { status: 503 }]);
    await expect(searchAll(source)).rejects.toMatchObject({ code: 'HTTP_FAILED', status: 503 });
  });

  it('ends when a page brings nothing new', async () => {
    const same = openversePage(1, 50, results(1, 20));
    const { source, http } = openverse([same, same, same]);
    expect((await searchAll(source)).candidates).toHaveLength(20);
    expect(http.requests).toHaveLength(2);
  });

  it('reads no more pages than it may', async () => {
    const pages = [1, 2, 3].map((page) => openversePage(page, 50, results(page * 20, 20)));
    const { source, http } = openverse(pages, { maxPages: 2 });
    expect((await searchAll(source)).candidates).toHaveLength(40);
    expect(http.requests).toHaveLength(2);
  });

  it('writes filters in the words of the API', async () => {
    const { source, http } = openverse([openversePage(1, 1, results(1, 1))], {
      excludedCollections: ['wikimedia'],
    });
    await searchAll(source, ' face   mask & co ', {
      filters: { licenses: ['cc0', 'by-sa'], size: 'large', type: 'photo', safeSearch: 'strict' },
    });
    expect(parametersOf(http.requests[0])).toEqual({
      q: 'face mask & co',
      page_size: '20',
      license: 'cc0,by-sa',
      size: 'large',
      category: 'photograph',
      mature: 'false',
      excluded_source: 'wikimedia',
    });
    await searchAll(source, 'x', { filters: { type: 'illustration', safeSearch: 'off' } });
    expect(parametersOf(http.requests[1])).toMatchObject({ category: 'illustration', mature: 'true' });
  });

  it('knows no moderate search, and no query that the API would cut', async () => {
    const { source, http } = openverse([]);
    const moderate = searchAll(source, 'x', { filters: { safeSearch: 'moderate' } });
    await expect(moderate).rejects.toThrow(/openverse: safeSearch is one of strict, off/);
    await expect(searchAll(source, 'x'.repeat(201))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(http.requests).toEqual([]);
  });

  it('passes over a malformed result and says so', async () => {
    const broken = openverseResult(2, { url: 'ftp://photos.example/2.jpg' });
    const { source } = openverse([
      openversePage(1, 1, [openverseResult(1), broken, 'no result', openverseResult(3)]),
    ]);
    const { candidates, problems } = await searchAll(source);
    expect(candidates).toHaveLength(2);
    expect(problems.map(({ source: name, message }) => [name, message.split(':')[0]])).toEqual([
      ['openverse', 'results[].url'],
      ['openverse', 'results[]'],
    ]);
  });

  it.each([
    ['results', { page_count: 1, items: [] }],
    ['page_count', { results: [] }],
    ['the answer', []],
    ['results[].license', { page_count: 1, results: results(1, 3).map(({ license: _, ...rest }) => rest) }],
    ['results[].width', { page_count: 1, results: [openverseResult(1, { width: '1024' })] }],
  ])('names the field %s when the format has changed', async (field, body) => {
    const { source } = openverse([{ body }]);
    const error = await searchAll(source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'SOURCE_CHANGED', source: 'openverse', field });
  });

  it('does not take a web page or a cut answer for a changed format', async () => {
    for (const body of ['<html>Just a moment…</html>', '{"results": [']) {
      const { source } = openverse([{ headers: { 'content-type': 'text/html' }, body }]);
      await expect(searchAll(source)).rejects.toMatchObject({ code: 'HTTP_FAILED', isRetryable: true });
    }
  });

  it('tells warnings of the service', async () => {
    const answer = {
      page_count: 1,
      results: [openverseResult(1)],
      warnings: [{ code: 'X', message: 'odd source' }],
    };
    const { source } = openverse([{ body: answer }]);
    expect((await searchAll(source)).problems.map(({ message }) => message)).toEqual(['odd source']);
  });

  it('stops at a limit that is reached and says when to go on, for other searches too', async () => {
    const page = openversePage(1, 50, results(1, 20));
    const headers = {
      'x-ratelimit-limit-anon_sustained': '200/day',
      'x-ratelimit-available-anon_sustained': '0',
    };
    const { source, http } = openverse([{ ...page, headers }, openversePage(2, 50, results(21, 20))]);
    for (let i = 0; i < 2; i++) {
      await expect(searchAll(source)).rejects.toMatchObject({
        code: 'RATE_LIMITED',
        message: expect.stringMatching(/limit of 200\/day is reached. Go on after \d{4}-\d\d-\d\dT/),
        isRetryable: true,
      });
    }
    expect(http.requests).toHaveLength(1);
  });

  it('needs a token for more results a page, and sends it', async () => {
    const create = (options: object) => openverse([openversePage(1, 1, results(1, 1))], options);
    expect(() => create({ pageSize: 21 })).toThrow(/pageSize is from 1 to 20 without an access token/);
    expect(() => create({ maxPages: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    const { source, http } = create({ pageSize: 100, accessToken: 'secret' });
    await searchAll(source);
    expect(parametersOf(http.requests[0])['page_size']).toBe('100');
    expect(http.headers[0]).toMatchObject({ authorization: 'Bearer secret' });
  });

  it('asks below the path of an endpoint', async () => {
    const { source, http } = openverse([openversePage(1, 0, [])], { endpoint: 'http://127.0.0.1:80/mirror' });
    await searchAll(source);
    expect(http.requests[0]).toMatch(/^http:\/\/127\.0\.0\.1\/mirror\/v1\/images\/\?/);
  });

  it('says that a picture is for adults', async () => {
    const { source } = openverse([openversePage(1, 1, [openverseResult(1, { mature: true })])]);
    expect((await searchAll(source)).candidates[0]?.restrictions).toEqual(['mature']);
  });
});
