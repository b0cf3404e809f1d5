import { describe, expect, it } from 'vitest';
import { checkSources, checkStored } from './check-sources.js';
import type { HttpClient } from './http/client.js';
import { HttpError } from './http/http-error.js';
import { bingFragment, bingTile } from './sources/__fixtures__/bing.js';
import { createFixtureHttp, type FixtureAnswer } from './sources/__fixtures__/fixture-http.js';
import { SOURCE_FIXTURES } from './sources/__fixtures__/index.js';
import { openversePage, openverseResult } from './sources/__fixtures__/openverse.js';
import { commonsInfo, commonsPage } from './sources/__fixtures__/commons.js';

const many = Array.from({ length: 20 }, (_, i) => i);

/** A client of which each service answers with what it is given. */
function services(answers: Readonly<Record<'openverse' | 'commons' | 'bing', FixtureAnswer>>) {
  return createFixtureHttp(({ pathname }) => {
    if (pathname === '/v1/images/') return answers.openverse;
    if (pathname === '/w/api.php') return answers.commons;
    return pathname === '/images/async' ? answers.bing : undefined;
  });
}

const GOOD = {
  openverse: openversePage(
    1,
    1,
    many.map((i) => openverseResult(i)),
  ),
  commons: {
    body: {
      batchcomplete: true,
      query: { pages: many.map((i) => commonsPage(i, i, `F${i}.jpg`, commonsInfo(`F${i}.jpg`))) },
    },
  },
  bing: { body: bingFragment(many.map((i) => bingTile(i))) },
};

async function live(changes: Partial<typeof GOOD> | Record<string, FixtureAnswer>) {
  const http = services({ ...GOOD, ...changes });
  const checks = (await checkSources({ http })).filter(({ against }) => against === 'live');
  return Object.fromEntries(checks.map((check) => [check.source, check]));
}

describe('checkSources', () => {
  it('finds every parser right about its stored answers, without a network', async () => {
    const checks = await checkSources();
    expect(checks.map(({ source }) => source)).toEqual(['openverse', 'commons', 'bing', 'list', 'page']);
    for (const check of checks) expect(check).toMatchObject({ status: 'ok', against: 'stored', changes: [] });
  });

  it('says what a parser reads differently', async () => {
    const [openverse] = SOURCE_FIXTURES;
    const [first, ...others] = openverse!.expected;
    const check = await checkStored({
      ...openverse!,
      expected: [{ ...first!, title: 'Else' }, ...others, first!],
    });
    expect(check).toMatchObject({ status: 'drifted', candidates: 4 });
    expect(check.changes.slice(0, 2)).toEqual([
      'expected 5 candidates, got 4',
      '[0].title: expected "Else", got "Passengers with face masks 1"',
    ]);
  });

  it('asks each service once', async () => {
    const http = services(GOOD);
    const checks = await checkSources({ http });
    expect(checks.slice(5).map(({ source, status }) => `${source} ${status}`)).toEqual([
      'openverse ok',
      'commons ok',
      'bing ok',
    ]);
    expect(http.requests.map((url) => new URL(url).hostname)).toEqual([
      'api.openverse.org',
      'commons.wikimedia.org',
      'www.bing.com',
      'www.bing.com',
    ]);
    expect(http.requests[2]).toBe('https://www.bing.com/robots.txt');
  });

  it('asks where it is told to', async () => {
    const http = services(GOOD);
    const endpoints = { commons: 'http://127.0.0.1:8080/mirror' };
    await checkSources({ http, endpoints, robots: false });
    expect(http.requests).toHaveLength(3);
    expect(http.requests[1]).toMatch(/^http:\/\/127\.0\.0\.1:8080\/mirror\/w\/api\.php\?/);
  });

  it('tells drifted, blocked and unreachable apart, with what changed', async () => {
    const renamed = openversePage(1, 1, [
      { ...openverseResult(1), url: undefined, image_url: 'https://a.example/1.jpg' },
    ]);
    const drifted = await live({
      openverse: renamed,
      commons: { status: 503 },
      bing: { body: '<html>captcha</html>' },
    });
    expect(drifted['openverse']).toMatchObject({ status: 'drifted', candidates: 0 });
    expect(drifted['openverse']?.changes[0]).toContain('results[].url');
    expect(drifted['commons']?.status).toBe('unreachable');
    expect(drifted['bing']?.status).toBe('blocked');

    const other = await live({
      openverse: { status: 429 },
      commons: { status: 404 },
      bing: { body: bingFragment([]) },
    });
    expect(other['openverse']?.status).toBe('blocked');
    expect(other['commons']?.status).toBe('drifted');
    expect(other['bing']).toMatchObject({ status: 'drifted', changes: ['no results for "face mask"'] });
  });

  it('notices a field that none of many results has any more', async () => {
    const results = many.map((i) =>
      openverseResult(i, { creator: null, license: 'mystery', license_url: null }),
    );
    const { openverse } = await live({ openverse: openversePage(1, 1, results) });
    expect(openverse).toMatchObject({
      status: 'drifted',
      changes: ['none of 15 results has creator', 'none of 15 results has license'],
    });
  });

  it('calls a network that fails unreachable, and robots.txt blocked', async () => {
    const failing = (robots?: string): HttpClient => ({
      async get(url, { admit } = {}) {
        await admit?.(url);
        if (robots === undefined || !url.endsWith('/robots.txt')) {
          throw new HttpError('HTTP_FAILED', `${url}: no answer`, { url, isRetryable: true });
        }
        return { url, status: 200, headers: {}, body: new TextEncoder().encode(robots) };
      },
    });
    const statusesOf = async (http: HttpClient) =>
      (await checkSources({ http })).slice(5).map(({ status }) => status);
    expect(await statusesOf(failing('User-agent: *\nDisallow: /images/async\n'))).toEqual([
      'unreachable',
      'unreachable',
      'blocked',
    ]);
    expect(await statusesOf(failing())).toEqual(['unreachable', 'unreachable', 'unreachable']);
  });

  it('rejects with the reason of a signal', async () => {
    const reason = new Error('enough');
    await expect(checkSources({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
