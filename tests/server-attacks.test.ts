import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLabelServer } from '@maskpred/dataset/label';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveApp } from '../packages/cli/src/webcam/serve-app.js';

/** The limits of both servers, shorter and fewer. */
const LIMITS = {
  headersTimeout: 300,
  requestTimeout: 600,
  connectionsCheckingInterval: 50,
  keepAliveTimeout: 300,
  maxConnections: 24,
};
const PAGE = '<!doctype html><title>page</title>';

interface Victim {
  readonly port: number;
  /** What lets a browser in. */
  readonly cookie: string;
  close(): Promise<void>;
}

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred-attacks-'));
  await mkdir(join(root, 'page'));
  await mkdir(join(root, 'set'));
  await writeFile(join(root, 'page', 'index.html'), PAGE);
  await writeFile(join(root, 'secret.txt'), 'secret');
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .jpeg()
    .toFile(join(root, 'set', 'a.jpg'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function openLabel(): Promise<Victim> {
  const server = await createLabelServer({
    folder: join(root, 'set'),
    page: join(root, 'page'),
    port: 0,
    limits: LIMITS,
  });
  const { port, searchParams } = new URL(server.url);
  return {
    port: Number(port),
    cookie: `maskpred-label-${port}=${searchParams.get('token')!}`,
    close: () => server.close(),
  };
}

async function openWebcam(): Promise<Victim> {
  const server = await serveApp(
    { path: join(root, 'page'), headers: { 'x-content-type-options': 'nosniff' } },
    { port: 0, limits: LIMITS },
  );
  return { port: Number(new URL(server.url).port), cookie: 'a=b', close: () => server.close() };
}

describe.each([
  ['the labelling server', openLabel],
  ['the webcam server', openWebcam],
])('%s', (_, open) => {
  let victim: Victim;
  beforeAll(async () => {
    victim = await open();
  });
  afterAll(() => victim.close());

  const host = () => `127.0.0.1:${victim.port}`;

  /** A connection on which nothing is sent yet; all that comes back is in `answer` once it is closed. */
  function dial(): { socket: Socket; answer: () => string; closed: Promise<void> } {
    const socket = connect(victim.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
    socket.on('error', () => undefined); // the server may end while something is still sent
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    return { socket, answer: () => text, closed };
  }

  /** Sends bytes as they are, and gives all that comes until the server ends the connection. */
  async function send(bytes: string): Promise<string> {
    const { socket, answer, closed } = dial();
    socket.write(bytes, 'latin1');
    await closed;
    return answer();
  }

  const statusesOf = (answer: string) =>
    [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

  const statusOf = (answer: string) => statusesOf(answer)[0];

  /** A request as the page makes it, of which parts are changed. */
  function request({ method = 'GET', target = '/', version = '1.1', headers = [`host: ${host()}`] } = {}) {
    const lines = [...headers, `cookie: ${victim.cookie}`, 'connection: close'];
    return `${method} ${target} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n`;
  }

  const expectAnswers = async () => {
    const answer = await send(request());
    expect([statusOf(answer), answer.includes(PAGE)]).toEqual([200, true]);
  };

  /** Writes a little now and again until the server has had enough of it, and looks whether it answers others meanwhile. */
  async function drip(start: string, drop: string): Promise<string> {
    const { socket, answer, closed } = dial();
    socket.write(start);
    const timer = setInterval(() => socket.write(drop), 40);
    try {
      await expectAnswers();
      await closed;
    } finally {
      clearInterval(timer);
    }
    await expectAnswers();
    return answer();
  }

  describe('goes on to answer, and ends the connection, when', () => {
    it('headers drip', async () => {
      const answer = await drip(`GET / HTTP/1.1\r\nhost: ${host()}\r\n`, 'x-a: b\r\n');
      expect(answer).not.toContain(PAGE);
    });

    it('the first line drips', async () => {
      expect(await drip('GET /', 'a')).not.toContain(PAGE);
    });

    it('a body drips', async () => {
      const headers = [`host: ${host()}`, `cookie: ${victim.cookie}`, `origin: http://${host()}`];
      const type = ['content-type: application/json', 'content-length: 100000'];
      const start = `POST /api/commands HTTP/1.1\r\n${[...headers, ...type].join('\r\n')}\r\n\r\n{`;
      expect(statusOf(await drip(start, ' '))).not.toBe(200);
    });

    it('the chunks of a body drip', async () => {
      const headers = [`host: ${host()}`, `cookie: ${victim.cookie}`, `origin: http://${host()}`];
      const type = ['content-type: application/json', 'transfer-encoding: chunked'];
      const start = `POST /api/commands HTTP/1.1\r\n${[...headers, ...type].join('\r\n')}\r\n\r\n`;
      expect(statusOf(await drip(start, '1\r\n \r\n'))).not.toBe(200);
    });

    it('connections say nothing', async () => {
      const silent = Array.from({ length: LIMITS.maxConnections - 4 }, dial);
      await expectAnswers();
      await Promise.all(silent.map(({ closed }) => closed));
      await expectAnswers();
    });

    it('connections are kept open after an answer', async () => {
      const { socket, answer, closed } = dial();
      socket.write(`GET / HTTP/1.1\r\nhost: ${host()}\r\ncookie: ${victim.cookie}\r\n\r\n`);
      await expect.poll(answer).toContain(PAGE);
      await closed;
    });

    it('more connections are opened than it takes, which it refuses until the others are gone', async () => {
      const silent = Array.from({ length: 3 * LIMITS.maxConnections }, dial);
      await Promise.all(silent.map(({ closed }) => closed));
      expect(silent.map(({ answer }) => answer()).join('')).not.toContain(PAGE);
      await expectAnswers();
    });
  });

  it.each([
    ['many headers', Array.from({ length: 4000 }, (_, i) => `x-${i}: a`)],
    ['one long header', [`x-a: ${'a'.repeat(20_000)}`]],
    ['a long name of a header', [`${'x'.repeat(20_000)}: a`]],
  ])('refuses %s', async (_, more) => {
    expect(statusOf(await send(request({ headers: [`host: ${host()}`, ...more] })))).toBe(431);
    await expectAnswers();
  });

  it('refuses what comes behind a request and is none', async () => {
    const first = `GET / HTTP/1.1\r\nhost: ${host()}\r\ncookie: ${victim.cookie}\r\n\r\n`;
    for (const rest of [
      '\u0000\u00ff\u00fe garbage\r\n\r\n',
      'GET\r\n\r\n',
      '{"a":1}\r\n\r\n',
      '\u0016\u0003\u0001',
    ]) {
      const [status, ...others] = statusesOf(await send(first + rest));
      expect([200, 400]).toContain(status);
      expect(others.filter((other) => other !== 400)).toEqual([]);
    }
    await expectAnswers();
  });

  it('answers requests in a row, each by itself', async () => {
    const again = `GET / HTTP/1.1\r\nhost: ${host()}\r\ncookie: ${victim.cookie}\r\n\r\n`;
    const foreign = `GET / HTTP/1.1\r\nhost: evil.example\r\ncookie: ${victim.cookie}\r\n\r\n`;
    expect(statusesOf(await send(again + foreign + request()))).toEqual([200, 421, 200]);
  });

  it('takes no second meaning from a request with two lengths', async () => {
    const smuggled = 'content-length: 5\r\ntransfer-encoding: chunked';
    const answer = await send(
      request({ method: 'POST', headers: [`host: ${host()}`, smuggled] }) + '0\r\n\r\n',
    );
    expect(statusesOf(answer)).toEqual([400]);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'M-SEARCH', 'PURGE', 'QUERY'])(
    'does not answer %s',
    async (method) => {
      expect(statusOf(await send(request({ method })))).toBe(405);
    },
  );

  it.each(['TRACE', 'CONNECT', 'FOO', 'get', 'G\u0000T'])('survives the method %j', async (method) => {
    const answer = await send(request({ method }));
    expect(answer).not.toContain(PAGE);
    expect([undefined, 400, 405]).toContain(statusOf(answer));
    await expectAnswers();
  });

  it.each([
    ['no Host', []],
    ['an empty one', ['host:']],
    ['another name', ['host: evil.example']],
  ])('refuses HTTP/1.0 and 1.1 with %s', async (_, headers) => {
    for (const version of ['1.0', '1.1']) {
      const answer = await send(request({ version, headers }));
      expect([400, 421]).toContain(statusOf(answer));
      expect(answer).not.toContain(PAGE);
    }
  });

  it('answers HTTP/1.0 with its own Host, and no version that there is not', async () => {
    expect(statusOf(await send(request({ version: '1.0' })))).toBe(200);
    for (const version of ['9.9', '1', 'a.b']) {
      expect(statusOf(await send(request({ version }))), version).toBe(400);
    }
  });

  it.each([
    'localhost',
    '127.0.0.1',
    'localhost.:PORT',
    '127.0.0.1.:PORT',
    'LOCALHOST:PORT',
    'localhost:0PORT',
    'localhost:PORT:PORT',
    'localhost:PORT.',
    'localhost:PORT,evil.example',
    'localhost:PORT@evil.example',
    'evil.example#localhost:PORT',
    'evil.example/localhost:PORT',
    'localhost:1',
    '[::1]:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '127.1:PORT',
    '0x7f000001:PORT',
    '2130706433:PORT',
    '0.0.0.0:PORT',
    'localhost.evil.example:PORT',
    'localhost:PORT\u0000',
    'localhost:PORT\u00ff',
  ])('refuses the Host %j', async (name) => {
    const answer = await send(
      request({ headers: [`host: ${name.replaceAll('PORT', String(victim.port))}`] }),
    );
    expect([400, 421]).toContain(statusOf(answer));
    expect(answer).not.toContain(PAGE);
  });

  it('refuses two Hosts', async () => {
    const own = `host: ${host()}`;
    for (const headers of [
      ['host: evil.example', own],
      [own, 'host: evil.example'],
    ]) {
      expect([400, 421]).toContain(statusOf(await send(request({ headers }))));
    }
  });

  it('refuses a whole address of somebody else, whatever the Host says', async () => {
    for (const target of [
      `http://evil.example:${victim.port}/`,
      'http://evil.example/',
      `http://${host()}@evil.example/`,
      `https://evil.example/`,
      `http://localhost:1/`,
    ]) {
      const answer = await send(request({ target }));
      expect([400, 421], target).toContain(statusOf(answer));
      expect(answer).not.toContain(PAGE);
    }
    expect(statusOf(await send(request({ target: `http://${host()}/` })))).toBe(200);
  });

  it.each([
    '/%00',
    '/%00/../../secret.txt',
    '/index.html%00.txt',
    '/%',
    '/%zz',
    '/%ff%fe',
    '/%c0%ae%c0%ae/secret.txt',
    '/..%c0%afsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..;/secret.txt',
    '/....//secret.txt',
    '/%2e%2e%00/secret.txt',
    '/\u00ff',
    '//evil.example/%2e%2e',
    '/?\u00ff',
    '*',
    '\\..\\secret.txt',
    'secret.txt',
    '/../secret.txt',
    '/a\u0000b',
    '/\u0001',
    `/${'../'.repeat(500)}secret.txt`,
    `/${'a/'.repeat(3000)}`,
  ])('survives the target %j', async (target) => {
    const answer = await send(request({ target }));
    expect(answer).not.toMatch(/secret$/);
    expect(statusOf(answer)).toBeLessThan(target.startsWith('/?') ? 401 : 500);
    if (!target.startsWith('/?')) expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    await expectAnswers();
  });

  it('upgrades to nothing', async () => {
    const upgrade = [
      'upgrade: websocket',
      'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-version: 13',
    ];
    const answer = await send(request({ headers: [`host: ${host()}`, ...upgrade] }));
    expect(statusesOf(answer)).toEqual([200]);
    const h2 = await send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    expect(h2).not.toContain(PAGE);
  });
});
