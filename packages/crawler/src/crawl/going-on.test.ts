import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  crawl,
  expectWhole,
  http,
  listPictures,
  out,
  outcomesOf,
  readEntries,
  saved,
  searchOf,
  useWeb,
  web,
} from '../__fixtures__/web/crawling.js';
import { listOf } from '../__fixtures__/web/source.js';
import type { ImageSource } from '../source.js';
import { crawlImages } from './crawl-images.js';

useWeb();

describe('crawlImages: going on', () => {
  /** Takes so many events and walks away, as a crawl does that is stopped. */
  async function takeSome(source: ImageSource, count: number): Promise<void> {
    const events = crawlImages({ out, http, searches: [searchOf(source)] });
    for (let taken = 0; taken < count; taken++) await events.next();
    await events.return();
  }
  const plain = (count: number) => Array.from({ length: count }, (_, i) => web.url('plain', i));

  it('fetches nothing twice, and ends with what one run ends with', async () => {
    const urls = [
      ...plain(20),
      ...[0, 1, 2].map((i) => web.url('similar', i)),
      web.url('missing', 1),
      web.url('page', 2),
    ];
    const source = listOf(urls);
    for (const count of [1, 5, 9]) await takeSome(source, count);
    const events = await crawl(source);
    const { known, ...others } = outcomesOf(events);
    expect(events.filter(({ type }) => type !== 'source-ended')).toHaveLength(urls.length);
    expect(known! + (others['saved'] ?? 0) + (others['near-duplicate'] ?? 0)).toBeGreaterThanOrEqual(23);
    expect((await readEntries()).map(({ url }) => url)).toEqual(urls.slice(0, 21));
    for (const url of urls) expect(web.requestsOf(new URL(url).pathname)).toBeLessThanOrEqual(2);
    await expectWhole();
    const before = web.requests;
    expect(outcomesOf(await crawl(source))).toEqual({ known: urls.length });
    expect(web.requests).toBe(before);
  });

  it('tries again what failed for a while, and not what failed for good', async () => {
    const urls = [web.url('broken', 1), web.url('missing', 2)];
    expect(outcomesOf(await crawl(listOf(urls)))).toEqual({ HTTP_FAILED: 2 });
    expect(outcomesOf(await crawl(listOf(urls)))).toEqual({ HTTP_FAILED: 1, known: 1 });
  });

  it('looks again at what other settings would take', async () => {
    const urls = [web.url('tiny', 1), web.url('banner', 2), web.url('similar', 3), web.url('similar', 4)];
    const source = listOf(urls);
    expect(outcomesOf(await crawl(source))).toEqual({
      'too-small': 1,
      aspect: 1,
      saved: 1,
      'near-duplicate': 1,
    });
    expect(outcomesOf(await crawl(source, { minSize: 80 }))).toEqual({ known: 4 });
    const generous = { minSize: 10, maxAspect: 10, duplicateDistance: false as const };
    expect(outcomesOf(await crawl(source, generous))).toEqual({ known: 1, saved: 3 });
  });

  it('knows pictures of earlier runs again, also those whose file somebody has removed', async () => {
    await crawl(listOf([web.url('same-bytes', 1), web.url('similar', 1)]));
    for (const name of await listPictures()) await rm(join(out, name));
    const events = await crawl(
      listOf([web.url('same-bytes', 2), web.url('similar', 2), web.url('same-bytes', 1)]),
    );
    expect(outcomesOf(events)).toEqual({ duplicate: 1, 'near-duplicate': 1, known: 1 });
  });

  it('removes lines that were cut short, and loses no other', async () => {
    await crawl(listOf(plain(3)));
    const entries = await readEntries();
    const line = JSON.stringify(entries[0]);
    await appendFile(join(out, 'manifest.jsonl'), line.slice(0, 40));
    await appendFile(join(out, '.crawl', 'journal.jsonl'), '{"type":"skip');
    await crawl(listOf(plain(5)));
    expect((await readEntries()).slice(0, 3)).toEqual(entries);
    expect(await readEntries()).toHaveLength(5);
    await expectWhole();
  });

  it('puts right a crash between a file and its line, without fetching again', async () => {
    await crawl(listOf(plain(3)));
    const text = await readFile(join(out, 'manifest.jsonl'), 'utf8');
    const lastLine = text.slice(text.trimEnd().lastIndexOf('\n') + 1);
    await truncate(join(out, 'manifest.jsonl'), Buffer.byteLength(text) - Buffer.byteLength(lastLine));
    await mkdir(join(out, '.crawl', 'incoming'), { recursive: true });
    await writeFile(join(out, '.crawl', 'incoming', 'half-written.tmp'), 'x');
    expect(outcomesOf(await crawl(listOf(plain(3))))).toEqual({ known: 2, saved: 1 });
    expect(web.requests).toBe(3);
    expect(await readFile(join(out, 'manifest.jsonl'), 'utf8')).toBe(text);
    await expectWhole();
  });

  it('fetches again what it kept and somebody removed', async () => {
    await crawl(listOf(plain(1)));
    const [name] = await listPictures();
    await writeFile(join(out, 'manifest.jsonl'), '');
    await rename(join(out, name), join(out, 'mine.jpg'));
    expect(outcomesOf(await crawl(listOf(plain(1))))).toEqual({ saved: 1 });
    expect(web.requests).toBe(2);
  });

  it('does not write over a manifest that is none', async () => {
    await writeFile(join(out, 'manifest.jsonl'), 'my notes\n');
    await expect(crawl(listOf(plain(1)))).rejects.toThrow(
      expect.objectContaining({ code: 'ANNOTATION_PARSE_FAILED' }),
    );
    expect(await readFile(join(out, 'manifest.jsonl'), 'utf8')).toBe('my notes\n');
  });

  it('ends with the reason when it is aborted, and leaves a folder to go on in', async () => {
    const controller = new AbortController();
    const source = listOf([...plain(4), web.url('silent', 1), ...plain(8).slice(4)]);
    const reason = new Error('enough');
    const run = async () => {
      for await (const event of crawlImages({
        out,
        http,
        searches: [searchOf(source)],
        signal: controller.signal,
      })) {
        if ('url' in event && event.url.includes('/plain/3')) controller.abort(reason);
      }
    };
    await expect(run()).rejects.toBe(reason);
    await expectWhole();
    expect(await readEntries()).toHaveLength(4);
    await expect(run()).rejects.toBe(reason);
    expect(saved(await crawl(listOf(plain(8))))).toHaveLength(4);
  });
});

describe('crawlImages: one folder, one crawl', () => {
  it('refuses a second crawl and names the owner, or waits for it', async () => {
    const source = listOf(Array.from({ length: 6 }, (_, i) => web.url('plain', i)));
    const first = crawlImages({ out, http, searches: [searchOf(source)] });
    await first.next();
    await expect(crawl(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'FOLDER_LOCKED',
        message: expect.stringMatching(new RegExp(`process ${process.pid} `)) as string,
      }),
    );
    const second = crawl(source, { wait: true });
    await first.return();
    expect((await second).filter(({ type }) => type !== 'source-ended')).toHaveLength(6);
    expect(await readEntries()).toHaveLength(6);
  });

  it('takes a folder over from a process that is gone', async () => {
    await mkdir(join(out, '.crawl', 'lock'), { recursive: true });
    // no process has this pid: they end at 4,194,304 on Linux and below on other systems
    const owner = { pid: 99_999_999, host: hostname(), startedAt: 'once' };
    await writeFile(join(out, '.crawl', 'owner.json'), JSON.stringify(owner));
    expect(saved(await crawl(listOf([web.url('plain', 1)])))).toHaveLength(1);
  });
});
