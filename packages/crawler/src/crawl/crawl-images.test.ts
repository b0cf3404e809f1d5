import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  crawl,
  expectWhole,
  type Options,
  out,
  outcomesOf,
  readEntries,
  saved,
  useWeb,
  web,
} from '../__fixtures__/web/crawling.js';
import { BEHAVIOURS } from '../__fixtures__/web/behaviours.js';
import { BY, expectedOutcomes, listOf, manyCandidates } from '../__fixtures__/web/source.js';
import type { ImageSource } from '../source.js';

useWeb();

describe('crawlImages: what becomes of candidates', () => {
  it('has nothing to do for a source without candidates', async () => {
    expect(await crawl(listOf([]))).toEqual([
      { type: 'source-ended', source: 'fixture', query: 'people', candidates: 0 },
    ]);
    expect(await readEntries()).toEqual([]);
  });

  it('accounts for every candidate of a web with every fault, in order', async () => {
    const candidates = manyCandidates(web, 300);
    const events = await crawl(listOf(candidates.map(({ url }) => url)), {
      search: { limit: 1000 },
      maxBytes: 2_000_000,
    });
    expect(outcomesOf(events)).toEqual(expectedOutcomes(candidates.map(({ name }) => name)));
    const urls = events.flatMap((event) => ('url' in event ? [event.url] : []));
    expect(urls).toEqual(candidates.map(({ url }) => url));
    const requests = candidates.map(({ name, url }) => [name, web.requestsOf(new URL(url).pathname)]);
    expect(requests).toEqual(candidates.map(({ name }) => [name, BEHAVIOURS[name].requests]));
    await expectWhole();
  });

  it('writes where a picture came from', async () => {
    const candidate = {
      url: `${web.url('camera', 1)}#top`,
      pageUrl: 'https://example.org/photos/1',
      title: 'A street',
      creator: 'Somebody',
      creatorUrl: 'https://example.org/somebody',
      license: BY,
      attribution: '"A street" by Somebody',
      restrictions: ['personality'],
    };
    const [event] = saved(await crawl(listOf([candidate]), { search: { label: 'mask' } }));
    const [entry] = await readEntries();
    expect(event.provenance).toEqual(entry);
    expect(event).toMatchObject({ label: 'mask', source: 'fixture', path: join(out, entry.fileName) });
    expect(entry).toMatchObject({
      ...candidate,
      url: web.url('camera', 1),
      source: 'fixture',
      query: 'people',
      labelHint: 'mask',
    });
    expect(entry.sourceSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(entry.retrievedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    const { exif } = await sharp(join(out, entry.fileName)).metadata();
    expect(exif).toBeUndefined();
  });

  it('takes the label of a list before its own, and knows a list by its name', async () => {
    const source = listOf([{ url: web.url('plain', 1), license: BY, labelHint: 'no-mask' }]);
    const search = { label: 'mask', phrases: [], sources: [], lists: [{ source, name: 'mine.csv' }] };
    await crawl(source, { search });
    expect(await readEntries()).toMatchObject([{ labelHint: 'no-mask', query: 'mine.csv' }]);
  });

  it('takes only the licences that are asked for, and none that nobody knows', async () => {
    const unknown = { id: 'unknown', status: 'unknown' } as const;
    const sharedAlike = { id: 'by-sa-4.0', status: 'verified' } as const;
    const candidates = [BY, unknown, sharedAlike].map((license, i) => ({
      url: web.url('plain', i),
      license,
    }));
    const events = await crawl(listOf(candidates), { licenses: ['cc0', 'by'] });
    expect(outcomesOf(events)).toEqual({ saved: 1, license: 2 });
    expect(web.requests).toBe(1);
  });

  it('asks nothing for a picture whose source says that it is too small', async () => {
    const candidates = [
      { url: web.url('plain', 1), license: BY, width: 40, height: 400 },
      { url: web.url('plain', 2), license: BY, width: 4000, height: 400 },
    ];
    expect(outcomesOf(await crawl(listOf(candidates)))).toEqual({ 'too-small': 1, aspect: 1 });
    expect(web.requests).toBe(0);
  });

  it('follows no robots.txt and no tag when told so', async () => {
    const urls = [web.url('private', 1), web.url('noai', 2)];
    expect(outcomesOf(await crawl(listOf(urls), { ignoreTags: ['noai'] }))).toEqual({
      robots: 1,
      'opt-out': 1,
    });
    const tags = ['noai', 'noimageai'] as const;
    expect(outcomesOf(await crawl(listOf(urls), { robots: false, ignoreTags: tags }))).toEqual({ saved: 2 });
  });

  it('skips an address that it has met, and one that is none', async () => {
    const events = await crawl(listOf([web.url('plain', 1), `${web.url('plain', 1)}#again`, 'a picture']));
    expect(outcomesOf(events)).toEqual({ saved: 1, duplicate: 1, 'forbidden-address': 1 });
  });

  it('keeps pictures that look the same when told so', async () => {
    const urls = [0, 1, 2].map((seed) => web.url('similar', seed));
    expect(outcomesOf(await crawl(listOf(urls), { duplicateDistance: false }))).toEqual({ saved: 3 });
  });
});

describe('crawlImages: sources and limits', () => {
  it('takes turns among sources and phrases, and goes on when one fails', async () => {
    const urls = (from: number) => [from, from + 1, from + 2].map((seed) => web.url('plain', seed));
    const sources = [
      listOf(urls(0), { name: 'one', error: new Error('the page has changed') }),
      listOf(urls(10), { name: 'two' }),
    ];
    const events = await crawl(sources[0], { search: { sources } });
    const order = events.map((event) => ('url' in event ? /(\d+)\.jpg/.exec(event.url)![1] : event.source));
    expect(order).toEqual(['0', '10', '1', '11', '2', '12', 'one', 'two']);
    const [ended] = events.filter(({ type }) => type === 'source-ended');
    expect(ended).toMatchObject({
      candidates: 3,
      error: {
        code: 'SOURCE_CHANGED',
        message: expect.stringMatching(/one .*"people".*has changed/) as string,
      },
    });
  });

  it('stops at the limit without fetching a picture too many, and counts what it has', async () => {
    const source = listOf(Array.from({ length: 30 }, (_, i) => web.url('plain', i)));
    expect(saved(await crawl(source, { search: { limit: 4 } }))).toHaveLength(4);
    expect(web.requests).toBe(4);
    expect(saved(await crawl(source, { search: { limit: 4 } }))).toHaveLength(0);
    expect(web.requests).toBe(4);
    expect(saved(await crawl(source, { search: { limit: 6 } }))).toHaveLength(2);
    expect(web.requests).toBe(6);
    expect(saved(await crawl(source, { search: { limit: 2, label: 'mask' } }))).toHaveLength(2);
  });

  it('passes on what a source could not use', async () => {
    const source: ImageSource = {
      name: 'odd',
      filters: [],
      async *search(_, { onProblem } = {}) {
        onProblem?.({ source: 'odd', where: 'list.csv:3', message: 'no address' });
        yield* [];
      },
    };
    expect(await crawl(source)).toEqual([
      { type: 'source-problem', source: 'odd', query: 'people', where: 'list.csv:3', message: 'no address' },
      { type: 'source-ended', source: 'odd', query: 'people', candidates: 0 },
    ]);
  });

  it.each([
    [{ minSize: 0 }, /minSize/],
    [{ window: 0 }, /window/],
    [{ duplicateDistance: 65 }, /duplicateDistance/],
    [{ licenses: ['by-4.0'] }, /by-4\.0/],
    [{ searches: [] }, /at least one search/],
    [{ search: { phrases: [] } }, /at least one phrase/],
    [{ search: { sources: [] } }, /at least one/],
    [{ search: { phrases: [' '] } }, /empty/],
    [{ search: { limit: 1.5 } }, /limit is a whole number/],
    [
      { search: { filters: { size: 'large', people: 'face' } } },
      /fixture: it cannot filter by people\. It has size/,
    ],
  ] satisfies [Options, RegExp][])('refuses %j before anything is written', async (options, message) => {
    const missing = join(out, 'never');
    await expect(crawl(listOf([web.url('plain', 1)]), { out: missing, ...options })).rejects.toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(message) as string,
      }),
    );
    await expect(readdir(missing)).rejects.toThrow('ENOENT');
  });
});
