import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenHttpClient } from './http/client.js';
import { createHttpClient } from './http/create-client.js';
import { createRobotsPolicy, withRobots } from './robots.js';

let origin: string;
let http: OpenHttpClient;
let asked: string[];
let answer: (response: ServerResponse, path: string) => void;
let close: () => Promise<void>;

beforeEach(async () => {
  asked = [];
  const server = createServer(({ url }, response) => {
    asked.push(url!);
    if (url === '/robots.txt' || url!.startsWith('/elsewhere')) answer(response, url!);
    else response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  http = createHttpClient({ allowHosts: ['127.0.0.1'], hostDelayMs: 0, retries: 1, backoffMs: 1 });
  close = async () => {
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});
afterEach(() => close());

const ask = async (path: string) => createRobotsPolicy({ http }).ask(origin + path);
const text = (content: string) => (response: ServerResponse) => void response.end(content);
const status = (code: number) => (response: ServerResponse) =>
  void response.writeHead(code).end('User-agent: *\nDisallow: /');

describe('createRobotsPolicy', () => {
  it.each([
    ['nothing', '', '/a.jpg', true],
    ['no rule for us', 'User-agent: other\nDisallow: /', '/a.jpg', true],
    ['a rule for all', 'User-agent: *\nDisallow: /private/', '/private/a.jpg', false],
    ['a rule for another path', 'User-agent: *\nDisallow: /private/', '/public/a.jpg', true],
    [
      'a rule for us before that for all',
      'User-agent: *\nDisallow: /\n\nUser-agent: MaskPred\nAllow: /',
      '/a.jpg',
      true,
    ],
    ['a rule against us', 'User-agent: maskpred\nDisallow: /*.jpg$', '/x/a.jpg', false],
    ['a longer rule that allows', 'User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b.jpg', true],
    ['a mark at its beginning', '\uFEFFUser-agent: *\nDisallow: /', '/a.jpg', false],
    ['a page instead', '<!doctype html><title>Welcome</title>', '/a.jpg', true],
  ])('reads %s', async (_, content, path, isAllowed) => {
    answer = text(content);
    expect(await ask(path)).toEqual({ isAllowed, crawlDelayMs: 0, isKnown: true });
  });

  it.each([400, 401, 403, 404, 410, 451])('takes %d for an absent file: all is allowed', async (code) => {
    answer = status(code);
    expect(await ask('/a.jpg')).toMatchObject({ isAllowed: true, isKnown: true });
  });

  it.each([429, 500, 502, 503])('takes %d for a server that cannot say: nothing is allowed', async (code) => {
    answer = status(code);
    expect(await ask('/a.jpg')).toMatchObject({ isAllowed: false, isKnown: false });
  });

  it('allows nothing of a host that does not answer', async () => {
    answer = (response) => void response.destroy();
    expect(await ask('/a.jpg')).toMatchObject({ isAllowed: false, isKnown: false });
  });

  it('follows five redirects and takes more for an absent file', async () => {
    const hops = (count: number) => (response: ServerResponse, path: string) => {
      const hop = Number(path.replace(/\D/g, ''));
      if (hop === count) return text('User-agent: *\nDisallow: /')(response);
      return void response.writeHead(301, { location: `/elsewhere${hop + 1}` }).end();
    };
    answer = hops(5);
    expect((await ask('/a.jpg')).isAllowed).toBe(false);
    answer = hops(6);
    expect((await ask('/a.jpg')).isAllowed).toBe(true);
  });

  it('reads 500 KiB and ignores the rest', async () => {
    const rules = 'User-agent: *\nDisallow: /first\n';
    answer = text(`${rules}#${'x'.repeat(500 * 1024)}\nDisallow: /last\n`);
    const policy = createRobotsPolicy({ http });
    expect((await policy.ask(`${origin}/first`)).isAllowed).toBe(false);
    expect((await policy.ask(`${origin}/last`)).isAllowed).toBe(true);
  });

  it('gives the delay that the host wants, in ms', async () => {
    answer = text('User-agent: *\nCrawl-delay: 2.5\nDisallow:');
    expect(await ask('/a.jpg')).toMatchObject({ isAllowed: true, crawlDelayMs: 2500 });
    answer = text('User-agent: *\nCrawl-delay: -3\nDisallow:');
    expect(await ask('/a.jpg')).toMatchObject({ isAllowed: true, crawlDelayMs: 0 });
  });

  it('asks once for each origin, also when many ask at once', async () => {
    answer = text('User-agent: *\nDisallow: /private/');
    const policy = createRobotsPolicy({ http });
    const verdicts = await Promise.all(['/a', '/private/b', '/c'].map((path) => policy.ask(origin + path)));
    expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, false, true]);
    expect(asked).toEqual(['/robots.txt']);
  });

  it('asks again when a verdict is too old, and sooner when there was none', async () => {
    answer = text('');
    const old = createRobotsPolicy({ http, cacheMs: -1 });
    for (const path of ['/a', '/b']) await old.ask(origin + path);
    expect(asked).toHaveLength(2);
    answer = status(500);
    const failed = createRobotsPolicy({ http, retryAfterMs: -1 });
    await failed.ask(`${origin}/a`);
    answer = text('');
    expect((await failed.ask(`${origin}/a`)).isAllowed).toBe(true);
  });

  it('forgets a question that was aborted', async () => {
    answer = () => undefined;
    const policy = createRobotsPolicy({ http });
    const reason = new Error('enough');
    await expect(policy.ask(`${origin}/a`, { signal: AbortSignal.timeout(30) })).rejects.toThrow(
      /timeout|aborted/,
    );
    answer = text('');
    expect((await policy.ask(`${origin}/a`)).isAllowed).toBe(true);
    await expect(policy.ask('https://127.0.0.1:1/a', { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});

describe('withRobots', () => {
  it('asks before a request and before a redirect is followed', async () => {
    answer = (response, path) => {
      if (path === '/robots.txt') return text('User-agent: *\nDisallow: /private')(response);
      return void response.writeHead(302, { location: '/private/b' }).end();
    };
    const polite = withRobots(http, createRobotsPolicy({ http }));
    expect((await polite.get(`${origin}/a`)).status).toBe(200);
    const refused = expect.objectContaining({ code: 'ROBOTS_DISALLOWED', isRetryable: false });
    await expect(polite.get(`${origin}/private/a`)).rejects.toThrow(refused);
    await expect(polite.get(`${origin}/elsewhere`)).rejects.toThrow(refused);
    expect(asked.filter((path) => path.startsWith('/private'))).toEqual([]);
  });

  it('says that a host may be asked later when its robots.txt cannot be had', async () => {
    answer = status(503);
    const polite = withRobots(http, createRobotsPolicy({ http }));
    await expect(polite.get(`${origin}/a`)).rejects.toThrow(
      expect.objectContaining({ code: 'ROBOTS_DISALLOWED', isRetryable: true }),
    );
  });
});
