import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWeb, type Web } from '../__fixtures__/web/server.js';
import type { OpenHttpClient } from './client.js';
import { createHttpClient, type HttpClientOptions } from './create-client.js';
import { backoff, isRetryableStatus, parseRetryAfter } from './retry.js';
import { formatUserAgent } from './user-agent.js';

let web: Web;
let clients: OpenHttpClient[];

beforeEach(async () => {
  web = await openWeb();
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.close();
  await web.close();
});

function open(options: HttpClientOptions = {}): OpenHttpClient {
  const client = createHttpClient({
    lookup: web.lookup,
    allowHosts: web.allowHosts,
    hostDelayMs: 0,
    backoffMs: 1,
    retries: 2,
    ...options,
  });
  clients.push(client);
  return client;
}

const failure = (fields: Record<string, unknown>) => expect.objectContaining(fields);

describe('createHttpClient', () => {
  it('gives status, headers, address and body', async () => {
    const { status, url, headers, body } = await open().get(web.url('redirect', 5));
    expect({ status, url }).toEqual({ status: 200, url: web.url('plain', 5) });
    expect(headers['content-type']).toBe('image/jpeg');
    expect([...body.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });

  it('says who it is', async () => {
    await open({ contact: 'me@example.org' }).get(web.url('plain', 1));
    expect(web.lastHeaders['user-agent']).toMatch(
      /^maskpred\/\d+\.\d+\.\d+ \(\+https:\/\/github\.com\/maskpred\/maskpred; me@example\.org\)$/,
    );
    expect(formatUserAgent()).toMatch(/^maskpred\/\S+ \(\+https:\/\/github\.com\/maskpred\/maskpred\)$/);
  });

  it.each(['a\r\nX-Evil: 1', 'naïve', ' ', 'a(b)', 'x'.repeat(201)])('refuses the contact %j', (contact) => {
    expect(() => createHttpClient({ contact })).toThrow(failure({ code: 'INVALID_ARGUMENT' }));
  });

  it.each([{ retries: -1 }, { totalTimeoutMs: 0 }, { concurrency: 0 }, { hostDelayMs: NaN }])(
    'refuses %j',
    (options) => {
      expect(() => createHttpClient(options)).toThrow(failure({ code: 'INVALID_ARGUMENT' }));
    },
  );

  it.each(['busy-once', 'limited-once', 'limited-until', 'cut-once', 'dropped-once'] as const)(
    'tries again: %s',
    async (behaviour) => {
      expect((await open().get(web.url(behaviour, 1))).status).toBe(200);
      expect(web.requestsOf(`/${behaviour}/1.jpg`)).toBe(2);
    },
  );

  it.each([
    ['missing', { code: 'HTTP_FAILED', status: 404, isRetryable: false }, 1],
    ['gone', { code: 'HTTP_FAILED', status: 410, isRetryable: false }, 1],
    ['broken', { code: 'HTTP_FAILED', status: 500, isRetryable: true }, 3],
    ['limited', { code: 'RATE_LIMITED', status: 429, isRetryable: true, retryAfterMs: 0 }, 3],
    ['limited-long', { code: 'RATE_LIMITED', status: 429, retryAfterMs: 86_400_000 }, 1],
    ['cut-always', { code: 'HTTP_FAILED', isRetryable: true }, 3],
  ] as const)('gives up: %s', async (behaviour, fields, requests) => {
    const url = web.url(behaviour, 1);
    await expect(open().get(url)).rejects.toThrow(failure({ name: 'HttpError', url, ...fields }));
    expect(web.requestsOf(`/${behaviour}/1.jpg`)).toBe(requests);
  });

  it('gives up on redirects without end', async () => {
    await expect(open({ maxRedirects: 3 }).get(web.url('redirect-loop', 1))).rejects.toThrow(
      failure({
        code: 'HTTP_FAILED',
        isRetryable: false,
        message: expect.stringMatching(/redirects more than 3 times/) as string,
      }),
    );
    expect(web.requestsOf('/redirect-loop/1.jpg')).toBe(4);
  });

  it.each([
    ['headers', 'silent', { headersTimeoutMs: 200 }],
    ['a body', 'stall', { bodyTimeoutMs: 200 }],
    ['the whole', 'endless', { totalTimeoutMs: 300 }],
  ] as const)('waits only so long for %s', async (_, behaviour, options) => {
    const http = open({ retries: 0, ...options });
    await expect(http.get(web.url(behaviour, 1), { maxBytes: 1e12 })).rejects.toThrow(
      failure({ code: 'HTTP_FAILED', isRetryable: true }),
    );
  });

  it.each(['endless', 'gzip-bomb', 'announced'] as const)(
    'reads no more than it may: %s',
    async (behaviour) => {
      await expect(open().get(web.url(behaviour, 1), { maxBytes: 100_000 })).rejects.toThrow(
        failure({ code: 'CONTENT_REJECTED', problem: 'too-large' }),
      );
      const { body } = await open().get(web.url('endless', 1), { maxBytes: 1000, overflow: 'cut' });
      expect(body).toHaveLength(1000);
    },
  );

  it('unpacks what is packed', async () => {
    const http = open();
    const plain = await http.get(web.url('plain', 3));
    expect((await http.get(web.url('gzip', 3))).body).toEqual(plain.body);
  });

  it('shows an answer before its body, and lets it be refused', async () => {
    const refusal = new Error('no');
    const heads: string[] = [];
    await expect(
      open().get(web.url('endless', 1), {
        inspect({ headers }) {
          heads.push(headers['content-type']);
          throw refusal;
        },
      }),
    ).rejects.toBe(refusal);
    expect(heads).toEqual(['image/jpeg']);
  });

  it('sends credentials to the origin they are for and to no other', async () => {
    const headers = { Authorization: 'Bearer secret', Cookie: 'a=b', Accept: 'image/*' };
    web.redirects.set('/same', '/plain/1.jpg');
    web.redirects.set('/other', web.url('plain', 2));
    const http = open();
    await http.get(`http://host1.test:${web.port}/same`, { headers });
    expect(web.lastHeaders).toMatchObject({
      authorization: 'Bearer secret',
      cookie: 'a=b',
      accept: 'image/*',
    });
    await http.get(`http://host1.test:${web.port}/other`, { headers });
    expect(web.lastHeaders).toMatchObject({ accept: 'image/*' });
    expect(web.lastHeaders).not.toHaveProperty('authorization');
    expect(web.lastHeaders).not.toHaveProperty('cookie');
  });

  it('asks a host for one thing at a time, and several hosts at once', async () => {
    const http = open();
    const urls = [0, 1, 2, 24, 25, 26, 48].map((seed) => web.url('slow', seed)); // hosts 0, 1 and 2
    await Promise.all(urls.map((url) => http.get(url)));
    expect(web.maxAtOnce).toBe(1);
    expect(web.maxHostsAtOnce).toBeGreaterThan(1);
  });

  it('pauses between two requests to a host, for as long as it or its robots.txt wants', async () => {
    const http = open({ hostDelayMs: 60, maxHostDelayMs: 150 });
    const gap = async (delayMs: number) => {
      await http.get(web.url('plain', 0));
      const before = performance.now();
      await http.get(web.url('plain', 24), { admit: () => Promise.resolve(delayMs) });
      return performance.now() - before;
    };
    expect(await gap(0)).toBeGreaterThanOrEqual(59);
    const long = await gap(100_000);
    expect(long).toBeGreaterThanOrEqual(149);
  });

  it('asks before each request and each redirect', async () => {
    const asked: string[] = [];
    const admit = (url: string) => {
      asked.push(url);
      return Promise.resolve(0);
    };
    await open().get(web.url('redirect', 1), { admit });
    expect(asked).toEqual([web.url('redirect', 1), web.url('plain', 1)]);
  });

  it('ends with the reason when it is aborted, in every phase', async () => {
    const reason = new Error('enough');
    const http = open({ retries: 5, backoffMs: 60_000 });
    await expect(http.get(web.url('plain', 1), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const behaviour of ['silent', 'stall', 'broken'] as const) {
      const controller = new AbortController();
      const waiting = http.get(web.url(behaviour, 1), { signal: controller.signal });
      const queued = http.get(web.url('plain', 25), { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 50);
      await expect(waiting).rejects.toBe(reason);
      await queued.catch((error: unknown) => expect(error).toBe(reason));
    }
  });

  it('is of no use after it is closed, which may be done twice', async () => {
    const http = open();
    await http.close();
    await http.close();
    await expect(http.get(web.url('plain', 1))).rejects.toThrow(failure({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['0', 0],
    [' 120 ', 120_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:59 GMT', 0],
  ])('reads %j as %j ms', (value, ms) => expect(parseRetryAfter(value, now)).toBe(ms));
});

describe('backoff', () => {
  it('doubles, with a quarter at random', () => {
    expect([0, 1, 2].map((attempt) => backoff(1000, attempt, 0))).toEqual([1000, 2000, 4000]);
    expect(backoff(1000, 0, 1)).toBe(1250);
  });
});

describe('isRetryableStatus', () => {
  it('is true for what passes', () => {
    const statuses = [200, 301, 400, 401, 403, 404, 408, 410, 425, 429, 500, 502, 503, 504];
    expect(statuses.filter(isRetryableStatus)).toEqual([408, 425, 429, 500, 502, 503, 504]);
  });
});
