import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@maskpred/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWeb, type Web } from '../../packages/crawler/src/__fixtures__/web/server.js';
import { crawlJob } from './jobs/crawl.js';
import { brokenFilesIn, leftoversIn } from './jobs/files.js';
import { finish, type Job } from './jobs/job.js';
import { labelJob } from './jobs/label.js';
import { createMaterial, type Material } from './jobs/material.js';
import { predictJob } from './jobs/predict.js';
import { splitJob } from './jobs/split.js';
import { trainDetectorJob, trainJob } from './jobs/train.js';

const isLong = process.env['MASKPRED_TEST_RUNS'] === 'long';
/** 200 in the full run and 20 in the short one, over five jobs; the full run kills `train-detector` besides. */
const KILLS = isLong ? 40 : 4;

let web: Web;
let material: Material;
let folder: string;
let counter = 0;
beforeAll(async () => {
  web = await openWeb({ rare: false });
  material = await createMaterial();
  folder = await mkdtemp(join(tmpdir(), 'maskpred-killed-'));
});
afterAll(async () => {
  await web.close();
  await material.remove();
  await rm(folder, { recursive: true, force: true });
});

const makeFolder = async ({ prepare }: Job) => {
  const path = join(folder, String(counter++));
  await mkdir(path);
  await prepare?.(path);
  return path;
};

const expectWhole = async ({ check }: Job, path: string) => {
  expect(await brokenFilesIn(path)).toEqual([]);
  await check?.(path);
};

/** Ends after so many ms, or with the job; whether the job had ended by itself. */
async function killAfter(job: Job, path: string, ms: number): Promise<boolean> {
  const running = await job.start(path);
  await running.begun;
  const waiting = new AbortController();
  const isOver = await Promise.race([
    running.ended.then(() => true),
    sleep(ms, false, { signal: waiting.signal }).catch(() => false),
  ]);
  waiting.abort();
  if (!isOver) running.kill();
  const { status, stderr } = await running.ended;
  if (isOver && status !== 0) throw new Error(`${job.name} ended with ${status}: ${stderr}`);
  return status === 0;
}

describe(`killed with -9 at ${KILLS} random moments, and started again each time`, () => {
  it.each([
    ['crawl', () => crawlJob(web, 40)],
    ['label', () => labelJob()],
    ['train', () => trainJob(material)],
    ['dataset split', () => splitJob()],
    ['predict --resume', () => predictJob(material)],
    ...(isLong ? [['train-detector', () => trainDetectorJob(material)] as const] : []),
  ] as const)(
    '%s leaves whole files, and ends as if nothing had happened',
    async (_, createJob) => {
      const job = createJob();
      const whole = await makeFolder(job);
      const startedAt = performance.now();
      const uninterrupted = await job.start(whole);
      await uninterrupted.begun;
      const begunAt = performance.now();
      expect(await uninterrupted.ended).toMatchObject({ status: 0 });
      const durationMs = performance.now() - begunAt;
      const expected = await job.read(whole);
      expect(await leftoversIn(whole)).toEqual([]);

      const random = createRandom(KILLS);
      const expectSame = async (path: string) => {
        await expectWhole(job, path);
        expect(await leftoversIn(path)).toEqual([]);
        expect(await job.read(path)).toEqual(expected);
        await rm(path, { recursive: true });
      };
      let path = await makeFolder(job);
      for (let kills = 0; kills < KILLS;) {
        if (await killAfter(job, path, random.next() * durationMs)) {
          await expectSame(path); // it came to its end first: the next moments are those of a new one
          path = await makeFolder(job);
        } else {
          kills++;
          await expectWhole(job, path);
        }
      }
      await finish(job, path);
      await expectSame(path);
      const tookMs = performance.now() - startedAt;
      console.log(`${job.name}: ${KILLS} kills within ${durationMs.toFixed(0)} ms, ${tookMs.toFixed(0)} ms`);
    },
    isLong ? 6 * 3_600_000 : undefined,
  );
});
