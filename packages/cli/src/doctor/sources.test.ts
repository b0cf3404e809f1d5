import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SERVICE_NAMES } from '@maskpred/crawler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { SLOW } from '../__fixtures__/workplace.js';
import { SERVICE_CHOICES } from '../endpoint-option.js';

/** A result of Openverse's API, with the field for its address called as the service would call it. */
function result(id: number, addressField: string) {
  return {
    [addressField]: `https://pictures.example/${id}.jpg`,
    foreign_landing_url: `https://pictures.example/${id}`,
    title: `Picture ${id}`,
    creator: 'Kim',
    creator_url: null,
    license: 'by',
    license_version: '2.0',
    license_url: 'https://creativecommons.org/licenses/by/2.0/',
    width: 640,
    height: 480,
    attribution: 'Picture by Kim',
  };
}

/** Openverse as it is at /good and with a renamed field at /bad; the other two do not work. */
function answer({ url = '' }: IncomingMessage): { status: number; body: string } {
  if (url.startsWith('/w/')) return { status: 503, body: '' };
  if (url.startsWith('/images/')) return { status: 200, body: '<html>Are you a robot?</html>' };
  const field = url.startsWith('/good/') ? 'url' : url.startsWith('/bad/') ? 'image_url' : undefined;
  if (field === undefined) return { status: 404, body: '' };
  const results = Array.from({ length: 20 }, (_, i) => result(i, field));
  return { status: 200, body: JSON.stringify({ page_count: 1, results }) };
}

let server: Server;
let base: string;
let allowed: string;
let userAgents: (string | undefined)[];

beforeAll(async () => {
  userAgents = [];
  server = createServer((request, response) => {
    userAgents.push(request.headers['user-agent']);
    const { status, body } = answer(request);
    response.writeHead(status).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  allowed = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  base = `http://${allowed}`;
});

afterAll(() => void server.close());

const live = (openverse: string, ...more: string[]) => [
  ...[
    'doctor',
    '--sources',
    '--live',
    '--allow-host',
    allowed,
    '--endpoint',
    `openverse=${base}/${openverse}`,
  ],
  ...['--endpoint', `commons=${base}`, '--endpoint', `bing=${base}`, ...more],
];

describe('doctor --sources', () => {
  it(
    'finds the parsers right about what is stored with them',
    async () => {
      const { status, stdout, stderr } = await runCli(['doctor', '--sources']);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout.match(/stored +(\w+) +ok +\d/g)).toHaveLength(5);
    },
    SLOW,
  );

  it(
    'asks the services and says how each is, with what changed',
    async () => {
      userAgents = [];
      const { status, stdout } = await runCli(live('bad', '--json', '--contact', 'me@example.org'));
      const [report] = jsonLines(stdout);
      const checks = report!['sources'] as Record<string, unknown>[];
      expect(status).toBe(1);
      expect(checks.slice(5)).toMatchObject([
        { source: 'openverse', against: 'live', status: 'drifted', candidates: 0 },
        { source: 'commons', status: 'unreachable' },
        { source: 'bing', status: 'blocked' },
      ]);
      expect(JSON.stringify(checks[5]!['changes'])).toContain('results[].url: expected string');
      expect(userAgents.length).toBeGreaterThanOrEqual(3);
      expect(userAgents.every((agent) => agent?.includes('me@example.org'))).toBe(true);
    },
    SLOW,
  );

  it(
    'prints a table for people',
    async () => {
      const { status, stdout } = await runCli(live('good'));
      expect(status).toBe(1);
      expect(stdout).toMatch(/live +openverse +ok +15\n/);
      expect(stdout).toMatch(/live +commons +unreachable +0\n/);
      expect(stdout).toMatch(/\nbing \(live\)\n {2}bing: http.*takes us for a robot/);
    },
    SLOW,
  );

  it(
    'reaches no private address that is not allowed by name',
    async () => {
      userAgents = [];
      const args = [
        'doctor',
        '--sources',
        '--live',
        '--json',
        ...SERVICE_CHOICES.flatMap((name) => ['--endpoint', `${name}=${base}`]),
      ];
      const { stdout } = await runCli(args);
      const checks = jsonLines(stdout)[0]!['sources'] as Record<string, unknown>[];
      expect(checks.slice(5).map(({ status }) => status)).toEqual([
        'unreachable',
        'unreachable',
        'unreachable',
      ]);
      expect(userAgents).toEqual([]);
    },
    SLOW,
  );

  it.each([
    [['--live'], /--live goes with --sources/],
    [['--sources', '--contact', 'me@example.org'], /--contact: only a live check/],
    [['--sources', '--live', '--endpoint', 'flickr=http://127.0.0.1'], /openverse, commons, bing/],
    [['--sources', '--live', '--endpoint', 'bing=nowhere'], /http or https address/],
    [['--sources', '--live', '--ignore-robots', 'commons'], /It takes bing/],
    [['--sources', '--engine', 'wasm'], /cannot be used with/],
  ])(
    'refuses %j',
    async (args, message) => {
      const { status, stdout, stderr } = await runCli(['doctor', ...args]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    },
    SLOW,
  );

  it('names the services that the crawler has', () => {
    expect(SERVICE_CHOICES).toEqual(SERVICE_NAMES);
  });
});
