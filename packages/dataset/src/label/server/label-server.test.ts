import { randomUUID } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkplace, face, type Workplace, writePictures } from '../__fixtures__/scenes.js';
import { draw } from '../state/decide.js';
import { EMPTY_STATE } from '../state/picture-state.js';
import type { CommandAnswer, PicturePage, ProjectInfo } from '../protocol.js';
import { createLabelServer, type LabelServer } from './create-label-server.js';

let place: Workplace;
let server: LabelServer;
let port: number;
let token: string;
let cookie: string;

beforeAll(async () => {
  place = await createWorkplace();
  await writePictures(place.path('set'), ['images/a.jpg', 'images/b.jpg', 'images/c d%2e.jpg']);
  await writeFile(place.path('secret.txt'), 'secret');
  await symlink(place.path('secret.txt'), place.path('set', 'images', 'link.jpg'));
  await mkdir(place.path('page', 'assets'), { recursive: true });
  await writeFile(place.path('page', 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(place.path('page', 'assets', 'main-1a2b.js'), 'page()');
  server = await createLabelServer({ folder: place.path('set'), page: place.path('page'), port: 0 });
  await server.project.surveyed();
  const url = new URL(server.url);
  port = Number(url.port);
  token = url.searchParams.get('token')!;
  cookie = `maskpred-label-${port}=${token}`;
});
afterAll(async () => {
  await server.close();
  await place.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends bytes as they are and reads until the other side ends: clients tidy paths up and set headers of their own. */
async function sendRaw(text: string): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (part: string) => (answer += part));
  socket.on('error', () => undefined); // the server may end while we still send
  socket.write(text);
  await new Promise((resolve) => socket.on('close', resolve));
  const [head = '', ...body] = answer.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [
    line.split(':')[0]!.toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: body.join('\r\n\r\n'),
  };
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function ask(path: string, { method = 'GET', headers = {}, body = '' }: Ask = {}): Promise<Answer> {
  const all: Record<string, string> = { host: `127.0.0.1:${port}`, cookie, connection: 'close', ...headers };
  if (body !== '') all['content-length'] = String(Buffer.byteLength(body));
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return sendRaw(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** What the page sends. */
function post(path: string, value: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const own = { origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json', ...headers };
  return ask(path, {
    method: 'POST',
    headers: own,
    body: typeof value === 'string' ? value : JSON.stringify(value),
  });
}

const json = <T>({ body }: Answer): T => JSON.parse(body.includes('\r\n') ? unchunk(body) : body) as T;

function unchunk(body: string): string {
  let text = '';
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (!(size > 0)) return text;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 4 + size;
  }
}

const pictures = async () => json<PicturePage>(await ask('/api/pictures')).items;

describe('the way in', () => {
  it('is the token, which becomes a cookie and leaves the address', async () => {
    const answer = await ask(`/?token=${token}&picture=x`, { headers: { cookie: '' } });
    expect([answer.status, answer.headers.location]).toEqual([303, '/?picture=x']);
    expect(answer.headers['set-cookie']).toMatch(
      new RegExp(`^${cookie}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    expect((await ask('/')).body).toContain('<title>page</title>');
  });

  it.each(['/', '/assets/main-1a2b.js', '/api/project', '/api/events', '/api/pictures'])(
    'is shut without it: %s',
    async (path) => {
      for (const wrong of ['', `maskpred-label-${port}=${'0'.repeat(32)}`, `maskpred-label-${port}=`]) {
        const answer = await ask(path, { headers: { cookie: wrong } });
        expect(answer.status).toBe(401);
        expect(answer.body).not.toContain(token);
      }
      expect((await ask(`${path}?token=${'0'.repeat(32)}`, { headers: { cookie: '' } })).status).toBe(401);
    },
  );

  it('has a token of 128 bits, another one each time', async () => {
    await writePictures(place.path('other'), ['a.jpg']);
    const other = await createLabelServer({ folder: place.path('other'), page: place.path('page'), port: 0 });
    const second = new URL(other.url).searchParams.get('token')!;
    await other.close();
    expect([token, second]).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ]);
    expect(second).not.toBe(token);
  });

  it('is on loopback only', async () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect((await ask('/', { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });
});

describe('attacks', () => {
  it('by a name that resolves to this machine get nothing', async () => {
    for (const host of [`evil.example:${port}`, 'localhost', '127.0.0.1:1', '']) {
      const answer = await ask('/api/project', { headers: { host } });
      expect(answer.status, host).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toContain('protocol');
    }
    const absolute = await ask(`http://evil.example:${port}/api/project`, {
      headers: { host: `evil.example:${port}` },
    });
    expect(absolute.body).not.toContain('protocol');
  });

  it('by another page with the cookie are refused', async () => {
    const batch = { client: 'evil', commands: [{ type: 'undo', id: randomUUID() }] };
    for (const origin of [
      'http://evil.example',
      'null',
      `http://127.0.0.1:${port + 1}`,
      `https://127.0.0.1:${port}`,
    ]) {
      expect((await post('/api/commands', batch, { origin })).status, origin).toBe(403);
      expect((await ask('/api/project', { headers: { origin } })).status, origin).toBe(403);
    }
    const { status } = await ask('/api/project', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(status).toBe(403);
    const noOrigin = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    };
    expect((await ask('/api/commands', noOrigin)).status).toBe(403);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect((await post('/api/commands', batch, { 'content-type': type })).status, type).toBe(415);
    }
  });

  it('change nothing by reading', async () => {
    for (const method of ['GET', 'HEAD']) {
      expect((await ask('/api/commands', { method })).status).toBe(404);
      expect((await ask('/api/conflicts', { method })).status).toBe(404);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await ask('/api/pictures', { method })).status, method).toBe(405);
    }
  });

  it.each([
    '/../secret.txt',
    '/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '//etc/passwd',
    '/%2fetc%2fpasswd',
    '/api/pictures/..%2f..%2fsecret.txt/image',
    '/api/pictures/%2e%2e/image',
    '/api/pictures/%2fetc%2fpasswd/image?size=original',
    '/api/pictures/images%2fa.jpg/image',
    '/api/pictures/%00/image',
    '/api/pictures/../../set/.maskpred/labels.jsonl',
    '/.maskpred/labels.jsonl',
    '/images/a.jpg',
  ])('by a path get no file: %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).not.toMatch(/secret$|root:|maskpred-labels|JFIF/);
  });

  it('by a link in the folder get no file', async () => {
    const link = (await pictures()).find(({ name }) => name.endsWith('link.jpg'))!;
    expect(link.phase).toBe('broken');
    for (const path of ['image', 'image?size=original', 'crops/whole']) {
      const { status, body } = await ask(`/api/pictures/${link.id}/${path}`);
      expect([status, body.includes('secret')]).toEqual([403, false]);
    }
  });

  it('by too much are cut off', async () => {
    const answer = await post('/api/commands', `{"client":"${'x'.repeat(5 * 2 ** 20)}"}`);
    expect([413, NaN]).toContain(answer.status); // the connection may be gone before the answer is read
    const many = Array.from({ length: 1001 }, () => ({ type: 'undo', id: randomUUID() }));
    expect((await post('/api/commands', { client: 'c', commands: many })).status).toBe(400);
    expect((await ask(`/?x=${'y'.repeat(20_000)}`)).status).toBe(431);
  });

  it.each([
    '',
    'nothing',
    '[]',
    '{"client":"c","commands":[]}',
    '{"client":"../c","commands":[{"type":"undo","id":"u"}]}',
    '{"client":"c","commands":[{"type":"undo","id":"u","more":1}]}',
    '{"client":"c","commands":[{"type":"erase","id":"u"}]}',
    `{"client":"c","commands":[{"type":"decide","id":"u","picture":"p","revision":"r","kind":"draw",
      "change":{"boxes":[{"at":0,"before":null,"after":{"id":"b","box":{"x":1e999,"y":0,"width":1,"height":1},"label":"a"}}]}}]}`,
  ])('by what is no command are refused: %s', async (body) => {
    expect((await post('/api/commands', body || ' ')).status).toBe(400);
  });
});

describe('answers', () => {
  it('have headers that let nothing else in, errors too', async () => {
    for (const path of ['/', '/api/project', '/none', '/assets/main-1a2b.js']) {
      const { headers } = await ask(path);
      expect(headers['content-security-policy']).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('say what the project is, without the token', async () => {
    const answer = await ask('/api/project');
    expect(json<ProjectInfo>(answer)).toMatchObject({ protocol: 1, name: 'set', layout: 'scenes', total: 4 });
    expect(answer.body).not.toContain(token);
  });

  it('show pictures and faces, once', async () => {
    const picture = (await pictures()).find(({ name }) => name === 'images/c d%2e.jpg')!;
    for (const path of ['image', 'image?size=original', 'crops/whole?size=160']) {
      const { status, headers } = await ask(`/api/pictures/${picture.id}/${path}`);
      expect([status, headers['content-type']]).toEqual([200, 'image/jpeg']);
      const again = await ask(`/api/pictures/${picture.id}/${path}`, {
        headers: { 'if-none-match': headers.etag! },
      });
      expect(again.status).toBe(304);
    }
    expect((await ask(`/api/pictures/${picture.id}/image?size=9999`)).status).toBe(400);
    expect((await ask(`/api/pictures/${picture.id}/crops/none`)).status).toBe(404);
    expect((await ask('/api/pictures/0123456789abcdef')).status).toBe(404);
  });

  it('find by name, state and label, in pages', async () => {
    const names = async (query: string) => json<PicturePage>(await ask(`/api/pictures?${query}`));
    expect((await names('search=A.JPG')).items.map(({ name }) => name)).toEqual(['images/a.jpg']);
    expect(await names('filter=broken')).toMatchObject({ total: 1, isComplete: true });
    const second = await names('offset=1&limit=1');
    expect([second.total, second.items.map(({ name }) => name)]).toEqual([4, ['images/b.jpg']]);
    for (const query of ['limit=1001', 'offset=-1', 'filter=none', 'limit=x']) {
      expect((await ask(`/api/pictures?${query}`)).status, query).toBe(400);
    }
  });
});

describe('two tabs', () => {
  it('hear of each other, and neither writes over the other', async () => {
    const picture = (await pictures()).find(({ name }) => name === 'images/a.jpg')!;
    const events = connect(port, '127.0.0.1');
    let heard = '';
    events.setEncoding('utf8').on('data', (part: string) => (heard += part));
    events.write(`GET /api/events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\n\r\n`);
    await expect.poll(() => heard).toContain('event: hello');
    const command = (id: string) => ({
      type: 'decide',
      id,
      picture: picture.id,
      revision: picture.revision,
      ...draw(EMPTY_STATE, face(id, 'mask')),
    });
    const first = await post('/api/commands', { client: 'one', commands: [command('c1')] });
    expect([first.status, json<CommandAnswer>(first).results[0]?.status]).toEqual([200, 'saved']);
    await expect.poll(() => heard).toContain('"client":"one","cause":"commands"');
    const second = await post('/api/commands', { client: 'two', commands: [command('c2')] });
    expect(second.status).toBe(409);
    expect(json<CommandAnswer>(second).results).toMatchObject([
      { status: 'stale', pictures: [{ summary: { revision: 'c1' }, state: { boxes: [{ id: 'c1' }] } }] },
    ]);
    events.destroy();
  });
});

describe('createLabelServer', () => {
  it('says that the page is missing, and lets go of the port when the folder cannot be opened', async () => {
    await expect(
      createLabelServer({ folder: place.path('set'), page: place.path('none') }),
    ).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    const options = { folder: place.path('nowhere'), page: place.path('page'), port: 0 };
    await expect(createLabelServer(options)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
