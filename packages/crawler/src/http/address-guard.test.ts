import { MaskpredError } from '@maskpred/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openWeb, type Web } from '../__fixtures__/web/server.js';
import { createAddressGuard, isPublicAddress, type LookupAll } from './address-guard.js';
import type { OpenHttpClient } from './client.js';
import { createHttpClient } from './create-client.js';

const forbidden = expect.objectContaining({ code: 'ADDRESS_FORBIDDEN' });

/** What the system's resolver makes of names that it takes for addresses, and of names that lead inside. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'app.localhost': ['127.0.0.1'],
  'inside.example': ['10.0.0.7'],
  'mixed.example': ['93.184.215.14', '192.168.1.1'],
  'mapped.example': ['::ffff:169.254.169.254'],
  'nat64.example': ['64:ff9b::a9fe:a9fe'],
  'zone.example': ['fe80::1%eth0'],
  'metadata.google.internal': ['169.254.169.254'],
  'empty.example': [],
};
const lookup: LookupAll = (hostname, _options, callback) => {
  const found = NAMES[hostname] ?? [hostname];
  process.nextTick(() =>
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ),
  );
};

/** Spellings of places that are not on the public web. */
const SPELLINGS = [
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.0.0.1/',
  'http://0177.0.0.1/',
  'http://0177.0x0.0.1/',
  'http://017700000001/',
  'http://127.255.255.254/',
  'http://0.0.0.0/',
  'http://0/',
  'http://[::]/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b:1::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:7f00:1::]/',
  'http://[fe80::1]/',
  'http://[fe80::1%25eth0]/',
  'http://[fec0::1]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/',
  'http://[ff02::1]/',
  'http://[2001:db8::1]/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://100.64.0.1/',
  'http://100.100.100.200/latest/meta-data/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://169.254.43518/',
  'http://168.63.129.16/',
  'http://198.18.0.1/',
  'http://192.0.2.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://１２７.０.０.１/',
  'http://user@127.0.0.1/',
  'http://example.com@127.0.0.1/',
  'http://example.com:80@127.0.0.1/',
  'http://example.com%2f@127.0.0.1/',
  'http:\\\\127.0.0.1\\',
  'http:127.0.0.1',
  '  http://127.0.0.1/  ',
  'ht\ntp://127.0.0.1/',
  'http://localhost/',
  'http://LOCALHOST/',
  'http://localhost./',
  'http://app.localhost/',
  'http://inside.example/',
  'http://mixed.example/',
  'http://mapped.example/',
  'http://nat64.example/',
  'http://zone.example/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'https://127.0.0.1/',
  'http://93.184.215.14:22/',
  'http://93.184.215.14:6379/',
  'https://user:secret@93.184.215.14/',
  'file:///etc/passwd',
  'ftp://93.184.215.14/a.jpg',
  'data:image/png;base64,AAAA',
  'gopher://127.0.0.1/',
  'javascript:alert(1)',
  '//127.0.0.1/',
  '',
];

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '93.184.215.14', '::ffff:8.8.8.8', '2606:4700:4700::1111', '2a00:1450:4001:82a::200e'])(
    'takes %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '',
    'localhost',
    '127.0.0.1',
    '::',
    '::1',
    '::7f00:1',
    'fe80::1%eth0',
    '64:ff9b::8.8.8.8',
    '3fff::1',
    '5f00::1',
  ])('refuses "%s"', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('the guard', () => {
  let http: OpenHttpClient;
  beforeAll(() => {
    http = createHttpClient({ lookup, retries: 0, connectTimeoutMs: 2000 });
  });
  afterAll(() => http.close());

  it.each(SPELLINGS)('sends no request to %j', async (url) => {
    await expect(http.get(url)).rejects.toThrow(forbidden);
  });

  it('does so when it connects, whatever was checked before', async () => {
    const { connector } = createAddressGuard({ lookup, connectTimeoutMs: 1000 });
    for (const hostname of ['127.0.0.1', '::1', '[::1]', '10.1.2.3', 'inside.example', 'localhost']) {
      const opened = new Promise((resolve, reject) =>
        connector({ hostname, host: hostname, port: '80', protocol: 'http:' }, (error, socket) =>
          error ? reject(error) : resolve(socket),
        ),
      );
      await expect(opened).rejects.toThrow(forbidden);
    }
  });

  it('says how to allow a host', async () => {
    await expect(http.get('http://127.0.0.1/')).rejects.toThrow(/allowHosts: \['127\.0\.0\.1:80'\]/);
    await expect(http.get('http://inside.example/')).rejects.toThrow(
      /10\.0\.0\.7.*--allow-host inside\.example/,
    );
  });

  it('reports a name that has no address as a network that fails', async () => {
    await expect(http.get('http://empty.example/')).rejects.toThrow(
      expect.objectContaining({ code: 'HTTP_FAILED', isRetryable: true }),
    );
  });
});

describe('the guard and a server that answers', () => {
  let web: Web;
  const clients: OpenHttpClient[] = [];
  const open = (options: Parameters<typeof createHttpClient>[0]) => {
    const client = createHttpClient({ retries: 0, hostDelayMs: 0, ...options });
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    web = await openWeb();
  });
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
  afterAll(() => web.close());

  it.each([
    ['its name and port', (port: number) => [`host1.test:${port}`]],
    ['its name', () => ['HOST1.test']],
  ])('allows a private host by %s', async (_, allowHosts) => {
    const http = open({ lookup: web.lookup, allowHosts: allowHosts(web.port) });
    expect((await http.get(web.url('plain', 1))).status).toBe(200);
    await expect(http.get(web.url('plain', 2))).rejects.toThrow(forbidden);
  });

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433'])('allows an address as %s', async (host) => {
    const http = open({ allowHosts: [`${host}:${web.port}`] });
    expect((await http.get(`http://${host}:${web.port}/plain/1.jpg`)).status).toBe(200);
  });

  it('does not allow another port of a host that is allowed by port', async () => {
    const http = open({ lookup: web.lookup, allowHosts: ['host1.test:1'] });
    await expect(http.get(web.url('plain', 1))).rejects.toThrow(forbidden);
  });

  it.each(['', ' ', 'a b', 'http://mirror.local', 'host:port', 'a/b'])('refuses to allow %j', (host) => {
    expect(() => createHttpClient({ allowHosts: [host] })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('holds out against a name that changes its address after it was looked at', async () => {
    const answers = ['93.184.215.14', '127.0.0.1'];
    const rebinding: LookupAll = (_hostname, _options, callback) =>
      process.nextTick(() => callback(null, [{ address: answers.pop()!, family: 4 }]));
    const http = open({ lookup: rebinding });
    await expect(http.get('http://rebinding.example/')).rejects.toThrow(forbidden);
  });

  it('checks each redirect as a first address', async () => {
    // without slashes it is a path of the same server there
    const targets = SPELLINGS.filter((url) => /^\w+:\/\/|^(?:file|data|javascript):/.test(url));
    const both: LookupAll = (name, ...rest) => (NAMES[name] ? lookup : web.lookup)(name, ...rest);
    const http = open({ lookup: both, allowHosts: web.allowHosts });
    for (const [i, target] of targets.entries()) {
      web.redirects.set(`/to/${i}`, target);
      const error: unknown = await http.get(`http://host1.test:${web.port}/to/${i}`).catch((e: unknown) => e);
      expect([target, MaskpredError.isInstance(error) && error.code]).toEqual([target, 'ADDRESS_FORBIDDEN']);
    }
  });
});
