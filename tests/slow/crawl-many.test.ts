import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWeb, type Web } from '../../packages/crawler/src/__fixtures__/web/server.js';
import { readFolder, runCrawl } from './crawl-run.js';

// 1250 pictures a phrase: 400 of Openverse, 500 of Commons, 350 of Bing
const phraseCount = process.env['MASKPRED_TEST_RUNS'] === 'long' ? 9 : 1;

let web: Web;
let folder: string;
beforeAll(async () => {
  web = await openWeb();
  folder = await mkdtemp(join(tmpdir(), 'maskpred-crawl-many-'));
});
afterAll(async () => {
  await web.close();
  await rm(folder, { recursive: true, force: true });
});

describe(`a crawl of ${phraseCount * 1240} candidates of three services, with every fault of the web`, () => {
  it('accounts for each one, under 300 MB', async () => {
    const out = join(folder, 'out');
    const phrases = Array.from({ length: phraseCount }, (_, i) => `phrase ${i}`);
    const { outcomes, seen, failures, peakRss } = await runCrawl({ out, web, phrases });
    const decided = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    expect(failures).toEqual([]);
    expect(seen).toBe(phraseCount * 1240); // Bing's last tile of each page of 35 is malformed
    expect(decided).toBe(seen);
    const { files, lines } = await readFolder(out);
    expect(lines).toHaveLength(outcomes['saved']!);
    expect(files).toHaveLength(outcomes['saved']! + 1);
    expect((await stat(join(out, 'manifest.jsonl'))).size).toBeGreaterThan(0);
    console.log(`${seen} candidates, RSS at most ${(peakRss / 1e6).toFixed(0)} MB`, outcomes);
    expect(peakRss).toBeLessThan(300e6);
  });

  it('goes on with the other services when one answers in another shape', async () => {
    const { failures, outcomes } = await runCrawl({
      out: join(folder, 'drift'),
      web,
      phrases: ['drift phrase 0'],
    });
    expect(failures).toHaveLength(3);
    expect(failures.join()).toMatch(/openverse.*commons.*bing/s);
    expect(outcomes).toEqual({});
  });
});
