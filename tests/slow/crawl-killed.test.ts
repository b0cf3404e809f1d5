import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@maskpred/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWeb, type Web } from '../../packages/crawler/src/__fixtures__/web/server.js';
import { readFolder, runCrawl, startCrawl } from './crawl-run.js';

const kills = process.env['MASKPRED_TEST_RUNS'] === 'long' ? 50 : 6;
const phrases = ['phrase 0', 'phrase 1'].slice(0, kills > 10 ? 2 : 1);

let web: Web;
let folder: string;
beforeAll(async () => {
  web = await openWeb({ rare: false });
  folder = await mkdtemp(join(tmpdir(), 'maskpred-crawl-killed-'));
});
afterAll(async () => {
  await web.close();
  await rm(folder, { recursive: true, force: true });
});

describe(`a crawl that is killed at ${kills} random moments and goes on`, () => {
  it('ends with the folder and the manifest of one that was not', async () => {
    const whole = join(folder, 'whole');
    const startedAt = performance.now();
    const { outcomes } = await runCrawl({ out: whole, web, phrases });
    const duration = performance.now() - startedAt;

    const out = join(folder, 'killed');
    const random = createRandom(kills);
    for (let i = 0; i < kills; i++) {
      const child = startCrawl({ out, web, phrases });
      const ended = once(child, 'close');
      await Promise.race([once(child.stdout!, 'data'), ended]); // the folder is taken over, and work begins
      await Promise.race([sleep(random.next() * (duration / kills) * 1.5), ended]);
      child.kill('SIGKILL');
      await ended;
    }
    await runCrawl({ out, web, phrases });

    const [expected, found] = [await readFolder(whole), await readFolder(out)];
    expect(found.lines).toEqual(expected.lines);
    expect(found.files).toEqual(expected.files);
    expect(found.lines).toHaveLength(outcomes['saved']!);
  });
});
