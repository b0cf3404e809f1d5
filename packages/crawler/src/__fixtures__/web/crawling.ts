import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseManifest } from '@maskpred/core/manifest';
import sharp from 'sharp';
import { afterEach, beforeEach, expect } from 'vitest';
import { crawlImages } from '../../crawl/crawl-images.js';
import type { CrawlEvent } from '../../crawl/events.js';
import type { CrawlOptions, CrawlSearch } from '../../crawl/options.js';
import type { OpenHttpClient } from '../../http/client.js';
import { createHttpClient } from '../../http/create-client.js';
import { sha256Of } from '../../picture/prepare-picture.js';
import type { ImageSource } from '../../source.js';
import { openWeb, type Web } from './server.js';

export let web: Web;
export let http: OpenHttpClient;
export let out: string;

/** Gives each test of a file a web, a client and a folder of its own. */
export function useWeb(): void {
  beforeEach(async () => {
    web = await openWeb();
    out = await mkdtemp(join(tmpdir(), 'maskpred-crawl-'));
    http = createHttpClient({
      lookup: web.lookup,
      allowHosts: web.allowHosts,
      hostDelayMs: 0,
      backoffMs: 5,
      retries: 2,
      headersTimeoutMs: 1000,
      bodyTimeoutMs: 1000,
    });
  });
  afterEach(async () => {
    await http.close();
    await web.close();
    await rm(out, { recursive: true, force: true });
  });
}

export type Options = Partial<CrawlOptions> & { readonly search?: CrawlSearch };

export const searchOf = (source: ImageSource, search: CrawlSearch = {}): CrawlSearch => ({
  phrases: ['people'],
  sources: [source],
  ...search,
});

export async function crawl(
  source: ImageSource,
  { search, ...options }: Options = {},
): Promise<CrawlEvent[]> {
  const events: CrawlEvent[] = [];
  const searches = [searchOf(source, search)];
  for await (const event of crawlImages({ out, http, searches, ...options })) events.push(event);
  return events;
}

export const saved = (events: readonly CrawlEvent[]) =>
  events.filter((event) => event.type === 'image-saved');

export function outcomesOf(events: readonly CrawlEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (outcome: string) => (counts[outcome] = (counts[outcome] ?? 0) + 1);
  for (const event of events) {
    if (event.type === 'image-saved') count('saved');
    if (event.type === 'image-skipped') count(event.reason);
    if (event.type === 'image-failed') count(event.error.code);
  }
  return counts;
}

export const readEntries = async () =>
  parseManifest(await readFile(join(out, 'manifest.jsonl'), 'utf8')).entries;
export const listPictures = async () =>
  (await readdir(out)).filter((name) => /\.(?:jpg|png|webp|avif)$/.test(name)).sort();

/** The folder is as the design says: each picture has its line, each line its picture, and that is what the bytes are. */
export async function expectWhole(): Promise<void> {
  const entries = await readEntries();
  expect(entries.map(({ fileName }) => fileName).sort()).toEqual(await listPictures());
  for (const { fileName, sha256, byteLength, width, height } of entries) {
    const bytes = await readFile(join(out, fileName));
    expect([sha256Of(bytes), bytes.length]).toEqual([sha256, byteLength]);
    expect(await sharp(bytes).metadata()).toMatchObject({ width, height });
  }
}
