import {
  createRobotsPolicy,
  type HttpClient,
  parseCrawlPlan,
  parseUrlList,
  withRobots,
} from '@maskpred/crawler';
import fc from 'fast-check';
import { describe } from 'vitest';
import { BING_FIXTURE } from '../../../packages/crawler/src/sources/__fixtures__/bing.js';
import { COMMONS_FIXTURE } from '../../../packages/crawler/src/sources/__fixtures__/commons.js';
import {
  createFixtureHttp,
  type FixtureAnswer,
} from '../../../packages/crawler/src/sources/__fixtures__/fixture-http.js';
import { OPENVERSE_FIXTURE } from '../../../packages/crawler/src/sources/__fixtures__/openverse.js';
import { PAGE_FIXTURE } from '../../../packages/crawler/src/sources/__fixtures__/page.js';
import type { SourceFixture } from '../../../packages/crawler/src/sources/__fixtures__/source-fixture.js';
import type { FuzzTarget } from './budget.js';
import { fuzz } from './fuzz.js';
import { nearText } from './mutate-bytes.js';
import { nearJson } from './mutate-json.js';

/** Answers of a service, as the source's own tests have them. */
async function recordAnswers({ create, answer, query }: SourceFixture): Promise<FixtureAnswer[]> {
  const answers: FixtureAnswer[] = [];
  const http = createFixtureHttp((url) => {
    const given = answer(url);
    if (given?.body !== undefined && !url.pathname.endsWith('/robots.txt')) answers.push(given);
    return given;
  });
  await drain(create(http).search(query));
  return answers;
}

async function drain(candidates: AsyncIterable<unknown>): Promise<void> {
  const reader = candidates[Symbol.asyncIterator]();
  while (!(await reader.next()).done);
}

/** Searches where the service's first answers are spoilt, and after three of them gone. */
function search(fixture: SourceFixture, headers: FixtureAnswer['headers'], body: string): Promise<void> {
  let asked = 0;
  const http = createFixtureHttp((url) =>
    url.pathname.endsWith('/robots.txt') || ++asked > 3
      ? undefined
      : { ...(headers ? { headers } : {}), body },
  );
  return drain(fixture.create(http).search(fixture.query, { limit: 50 }));
}

async function fuzzSource(target: FuzzTarget, fixture: SourceFixture, canRefuse = true): Promise<void> {
  const answers = await recordAnswers(fixture);
  const texts = answers.map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body)));
  const isJson = answers.every(({ body }) => typeof body !== 'string');
  const bodies = isJson
    ? fc.oneof(nearJson(answers.map(({ body }) => body)), nearText(texts))
    : nearText(texts);
  fuzz(target, bodies, (body) => search(fixture, answers[0]!.headers, body), { canRefuse });
}

describe('answers of search services', async () => {
  await fuzzSource('openverse', OPENVERSE_FIXTURE);
  await fuzzSource('commons', COMMONS_FIXTURE);
  await fuzzSource('bing', BING_FIXTURE);
  await fuzzSource('page', PAGE_FIXTURE, false);
});

describe('what steers a crawl', () => {
  fuzz(
    'url-list',
    nearText([
      'https://example.org/a.jpg\nhttps://example.org/b.jpg\n',
      'url,label,license\nhttps://example.org/a.jpg,mask,by-2.0\n"https://example.org/b.jpg","a ""b""",cc0\n',
      'url;title\nhttps://example.org/a.jpg;"a;b"\n',
    ]),
    (text) => parseUrlList(text),
  );
  const plan = {
    limit: 5,
    licenses: ['by'],
    filters: { size: 'large', language: 'en' },
    searches: [{ label: 'mask', phrases: ['people wearing masks'], sources: ['openverse'] }],
  };
  fuzz('plan', fc.oneof(nearJson([plan]), nearText([JSON.stringify(plan, null, 1)])), (text) =>
    parseCrawlPlan(text),
  );
  fuzz(
    'robots',
    fc.tuple(
      nearText([
        'User-agent: *\nDisallow: /private\nAllow: /private/open$\nCrawl-delay: 2\n\nUser-agent: maskpred\nDisallow: /*.gif$\n',
        '\uFEFF# all\nuser-agent:*\ndisallow:/\nsitemap: https://example.org/map.xml\n',
      ]),
      fc.webPath(),
    ),
    ([robotsTxt, path]) => {
      const http: HttpClient = createFixtureHttp(({ pathname }) =>
        pathname === '/robots.txt' ? { body: robotsTxt } : { body: 'a page' },
      );
      return withRobots(http, createRobotsPolicy({ http })).get(`https://example.org${path}`);
    },
  );
});
