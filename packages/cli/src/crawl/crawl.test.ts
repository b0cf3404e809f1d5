import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPT_OUT_TAGS } from '@maskpred/crawler';
import { parseManifest } from '@maskpred/core/manifest';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BIN, jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { SLOW } from '../__fixtures__/workplace.js';
import { TAG_CHOICES } from '../commands/crawl.js';

let server: Server;
let host: string;
let folder: string;
let out: string;
let asked: string[];
let common: string[];
/** Milliseconds before a picture is sent. */
let pictureDelay = 0;
let robots = '';

/** Grey fields by chance, other ones for each number. */
function picture(number: number): Promise<Buffer> {
  const fields = Uint8Array.from(
    { length: 72 },
    (_, i) => (((i + 3) * (number + 7) * 2_654_435_761) >>> 8) & 255,
  );
  const grey = sharp(fields, { raw: { width: 9, height: 8, channels: 1 } });
  return grey.resize(120, 120, { fit: 'fill', kernel: 'nearest' }).jpeg().toBuffer();
}

/** Openverse: two pages, one of whose pictures is gone. */
function results(page: number): string {
  const all = [0, 1, 2].map((i) => (page - 1) * 3 + i);
  return JSON.stringify({
    result_count: 6,
    page_count: 2,
    page_size: 3,
    page,
    results: all.map((i) => ({
      url: `http://${host}/${i === 4 ? 'gone' : 'picture'}/${i}.jpg`,
      foreign_landing_url: `http://${host}/page/${i}`,
      title: `Picture ${i}`,
      creator: 'Somebody',
      creator_url: null,
      license: i === 5 ? 'by-nc' : 'by',
      license_version: '4.0',
      license_url: null,
      width: 120,
      height: 120,
      attribution: null,
      mature: false,
    })),
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-cli-crawl-'));
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://test');
    asked.push(pathname);
    const [, number] = /^\/picture\/(\d+)\.jpg$/.exec(pathname) ?? [];
    if (pathname === '/robots.txt') response.end(robots);
    else if (pathname === '/v1/images/') response.end(results(Number(searchParams.get('page') ?? 1)));
    else if (number === undefined) response.writeHead(404).end();
    else setTimeout(() => void picture(Number(number)).then((body) => response.end(body)), pictureDelay);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
  pictureDelay = 0;
  robots = '';
  out = join(folder, `out ${Math.random().toString(36).slice(2)}`);
  const place = ['--endpoint', `openverse=http://${host}`, '--allow-host', host];
  common = ['--source', 'openverse', ...place, '--delay', '0', '--out', out];
});

const readEntries = async () => parseManifest(await readFile(join(out, 'manifest.jsonl'), 'utf8')).entries;

describe('maskpred crawl', () => {
  it(
    'stores pictures with their origin, prints what became of all, and goes on for nothing',
    async () => {
      const args = ['crawl', 'face mask', '--label', 'mask', ...common];
      const run = await runCli(args);
      expect([run.status, run.stderr]).toEqual([0, '']);
      expect(run.stdout).toMatch(/mask +│ openverse +│ +6 │ +5 │ +1 │/);
      const entries = await readEntries();
      expect(entries.map(({ title, labelHint, query }) => [title, labelHint, query])).toEqual(
        [0, 1, 2, 3, 5].map((i) => [`Picture ${i}`, 'mask', 'face mask']),
      );
      expect(entries[0]).toMatchObject({
        license: { id: 'by-4.0', status: 'verified' },
        creator: 'Somebody',
      });

      asked = [];
      const again = await runCli(args);
      expect(again.status).toBe(0);
      expect(again.stdout).toContain('6 known');
      expect(asked.filter((path) => path.startsWith('/picture'))).toEqual([]);
    },
    SLOW,
  );

  it(
    'writes one line of JSON for each thing that happens',
    async () => {
      const run = await runCli(['crawl', 'face mask', '--json', '--licenses', 'by', ...common]);
      const lines = jsonLines(run.stdout);
      expect(lines.map(({ type, reason }) => reason ?? type)).toEqual([
        ...[
          'image-saved',
          'image-saved',
          'image-saved',
          'image-saved',
          'image-failed',
          'license',
          'source-ended',
        ],
      ]);
      expect(lines[0]).toMatchObject({
        source: 'openverse',
        query: 'face mask',
        picture: { title: 'Picture 0' },
      });
      expect(lines[4]).toMatchObject({ url: `http://${host}/gone/4.jpg`, error: { code: 'HTTP_FAILED' } });
      expect(lines[6]).toMatchObject({ candidates: 6 });
    },
    SLOW,
  );

  it(
    'follows a plan, with a list and a limit',
    async () => {
      const list = join(folder, 'mine.csv');
      await writeFile(
        list,
        `url,license,label\nhttp://${host}/picture/100.jpg,CC0,no-mask\nnonsense,CC0,mask\n`,
      );
      const plan = join(folder, 'crawl.json');
      const searches = [
        { label: 'mask', phrases: ['face mask'], limit: 2 },
        { label: 'mine', sources: [`list:${list}`] },
      ];
      await writeFile(plan, JSON.stringify({ sources: ['openverse'], searches }));
      const [, , ...place] = common;
      const run = await runCli(['crawl', '--plan', plan, ...place]);
      expect(run.status).toBe(0);
      expect(run.stderr).toContain(`list: ${list}:3: `);
      expect((await readEntries()).map(({ labelHint, source, query }) => [labelHint, source, query])).toEqual(
        [
          ['mask', 'openverse', 'face mask'],
          ['mask', 'openverse', 'face mask'],
          ['no-mask', 'list', `list:${list}`],
        ],
      );
    },
    SLOW,
  );

  it(
    'ends with 1 when a source fails, after the others have given what they have',
    async () => {
      const bing = ['--source', 'bing', '--endpoint', `bing=http://${host}`];
      robots = 'User-agent: *\nDisallow: /images/\n';
      const run = await runCli(['crawl', 'face mask', ...common, ...bing]);
      expect(run.status).toBe(1);
      expect(run.stderr).toContain('ROBOTS_DISALLOWED');
      expect(await readEntries()).toHaveLength(5);
      expect(asked).not.toContain('/images/async');
      await runCli(['crawl', 'face mask', ...common, ...bing, '--ignore-robots', 'bing']);
      expect(asked).toContain('/images/async');
    },
    SLOW,
  );

  it(
    'stops at Ctrl-C, says how to go on, and does',
    async () => {
      pictureDelay = 150;
      const args = ['crawl', 'face mask', '--json', ...common];
      const stopped = await runCli(args, { interruptAfterLines: 2 });
      expect(stopped.status).toBe(130);
      expect(stopped.stderr).toContain('The same command goes on from here');
      const before = await readEntries();
      expect(before.length).toBeGreaterThanOrEqual(2);
      expect(before.length).toBeLessThan(5);
      const run = await runCli(args);
      expect(run.status).toBe(0);
      expect((await readEntries()).slice(0, before.length)).toEqual(before);
      expect(await readEntries()).toHaveLength(5);
    },
    SLOW,
  );

  it(
    'refuses a folder that another crawl writes into, by its pid, or waits',
    async () => {
      pictureDelay = 1500; // the second command has to come while the first is at work
      const first = spawn(process.execPath, [BIN, 'crawl', 'face mask', '--json', ...common]);
      const ended = once(first, 'close');
      await once(first.stdout, 'data');
      const refused = await runCli(['crawl', 'face mask', ...common]);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(new RegExp(`process ${first.pid} .*FOLDER_LOCKED`));
      const waited = await runCli(['crawl', 'face mask', '--wait', ...common]);
      expect([waited.status, (await ended)[0]]).toEqual([0, 0]);
      expect(await readEntries()).toHaveLength(5);
    },
    SLOW,
  );

  it.each([
    ['nothing to search for', [], 2, 'Say what to search for'],
    ['an empty licence', ['a', '--licenses', 'cc0,'], 2, 'commas'],
    ['an unknown licence', ['a', '--licenses', 'free'], 2, '"free" is not known'],
    ['an unknown source', ['a', '--source', 'google'], 2, 'There is no source "google"'],
    ['a filter that a source lacks', ['a', '--people', 'face'], 2, 'openverse: it cannot filter by people'],
    [
      'an endpoint of a source that is not searched',
      ['a', '--endpoint', 'bing=http://a.example'],
      2,
      'is not searched',
    ],
    ['an endpoint that is none', ['a', '--endpoint', 'bing'], 2, 'such as openverse='],
    ['a plan that is not there', ['--plan', 'none.json'], 2, 'none.json: cannot be read'],
    ['a plan and a phrase', ['a', '--plan', 'none.json'], 2, 'Leave them out'],
    ['a contact that is no header', ['a', '--contact', 'a\nb'], 2, 'contact'],
  ])(
    'refuses %s',
    async (_, args, status, message) => {
      const run = await runCli(['crawl', ...args, '--out', join(folder, 'never')]);
      expect(run.status).toBe(status);
      expect(run.stderr).toContain(message);
    },
    SLOW,
  );

  it('knows the words of X-Robots-Tag that the library knows', () => {
    expect(TAG_CHOICES).toEqual(OPT_OUT_TAGS);
  });
});
