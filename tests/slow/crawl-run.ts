import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest } from '@maskpred/core/manifest';
import type { Web } from '../../packages/crawler/src/__fixtures__/web/server.js';

export interface CrawlRunOptions {
  readonly out: string;
  readonly web: Web;
  readonly phrases: readonly string[];
  /** Pictures to store. @default all */
  readonly limit?: number;
}

/** What a crawl says at its end. */
export interface CrawlRunResult {
  /** Candidates by what became of them: `saved`, a reason, a code. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Candidates that the sources gave. */
  readonly seen: number;
  /** Messages of sources that failed. */
  readonly failures: readonly string[];
  /** Bytes. */
  readonly peakRss: number;
}

// A process of its own, so that nothing but the product is in its memory, and so that it can be killed.
const SCRIPT = `
import { crawlImages, createHttpClient, createImageSource } from '@maskpred/crawler';
const { out, api, allowHosts, phrases, limit } = JSON.parse(process.argv.at(-1));
const lookup = (hostname, options, callback) =>
  process.nextTick(() => callback(null, [{ address: '127.0.0.1', family: 4 }]));
const http = createHttpClient({
  lookup, allowHosts, hostDelayMs: 0, backoffMs: 5, retries: 2, headersTimeoutMs: 4000, bodyTimeoutMs: 4000,
});
const sources = ['openverse', 'commons', 'bing'].map((name) => createImageSource(name, { http, endpoint: api }));
const outcomes = {};
const failures = [];
let seen = 0;
let peakRss = 0;
const watch = setInterval(() => (peakRss = Math.max(peakRss, process.memoryUsage.rss())), 50);
const searches = [{ label: 'mask', phrases, sources, limit }];
let isFirst = true;
for await (const event of crawlImages({ out, searches, http, maxBytes: 2_000_000 })) {
  if (isFirst) console.log('started');
  isFirst = false;
  if (event.type === 'source-problem') continue;
  if (event.type === 'source-ended') {
    seen += event.candidates;
    if (event.error) failures.push(event.error.message);
    continue;
  }
  const outcome = event.type === 'image-saved' ? 'saved' : event.reason ?? event.error.code;
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}
clearInterval(watch);
await http.close();
console.log(JSON.stringify({ outcomes, seen, failures, peakRss }));
`;

/** Starts a crawl of the three services in a process of its own. */
export function startCrawl({ out, web, phrases, limit = 1e6 }: CrawlRunOptions): ChildProcess {
  const { api, allowHosts } = web;
  const settings = JSON.stringify({ out, api, allowHosts, phrases, limit });
  return spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, '--', settings], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Runs a crawl to its end. */
export async function runCrawl(options: CrawlRunOptions): Promise<CrawlRunResult> {
  const child = startCrawl(options);
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`The crawl ended with ${status}.`);
  return JSON.parse(output.trim().split('\n').at(-1)!) as CrawlRunResult;
}

/** What a crawl has left behind: its files, and its manifest without the times and without the order. */
export async function readFolder(out: string) {
  const { entries, wholeLength } = parseManifest(await readFile(join(out, 'manifest.jsonl'), 'utf8'));
  const lines = entries.map((entry) => JSON.stringify({ ...entry, retrievedAt: '' })).sort();
  const files = (await readdir(out)).filter((name) => name !== '.crawl').sort();
  return { lines, files, wholeLength };
}
