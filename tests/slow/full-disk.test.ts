import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRandom } from '@maskpred/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLabel, startLabel } from '../label/server.js';
import { draw } from '../../packages/crawler/src/__fixtures__/web/pictures.js';
import { type DiskJobContext, DISK_JOBS } from './jobs/disk-jobs.js';
import { brokenFilesIn, leftoversIn } from './jobs/files.js';
import { type Ended, finish, type Job } from './jobs/job.js';
import { enterLabel, type LabelClient, ProblemError } from './jobs/label-client.js';
import { decisionOf, decisionsIn, writePictures } from './jobs/label.js';
import { createMaterial } from './jobs/material.js';
import { mountSmallDisk } from './jobs/small-disk.js';

/** Amounts of free space a job, besides none at all. */
const AMOUNTS = process.env['MASKPRED_TEST_RUNS'] === 'long' ? 10 : 1;
const DISK_BYTES = 128 * 2 ** 20;

const disk = (await mountSmallDisk(DISK_BYTES))!;
let context: DiskJobContext;
let server: Server;
let counter = 0;
beforeAll(async () => {
  const material = await createMaterial();
  server = createServer((request, response) => {
    const [, seed] = /^\/(\d+)\.jpg$/.exec(request.url!) ?? [];
    if (seed === undefined) response.writeHead(404).end();
    else void sendPicture(Number(seed)).then((bytes) => response.end(bytes));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context = { material, crawl: await writePlan(material.folder) };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await context.material.remove();
  await disk?.remove();
});
const labelServers: RunningLabel[] = [];
afterEach(async () => {
  for (const running of labelServers.splice(0)) await running.kill();
  await disk?.makeRoom();
});

const serve = async (folder: string) => {
  const running = await startLabel(folder);
  labelServers.push(running);
  return running;
};

const sendPicture = (seed: number) => draw(seed, { width: 200 }).jpeg().toBuffer();

/** Options of a crawl of a list of addresses on loopback. */
async function writePlan(folder: string): Promise<string[]> {
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [list, plan] = [join(folder, 'list.csv'), join(folder, 'crawl.json')];
  const rows = Array.from({ length: 6 }, (_, i) => `http://${host}/${i}.jpg,CC0,mask\n`);
  await writeFile(list, `url,license,label\n${rows.join('')}`);
  await writeFile(plan, JSON.stringify({ searches: [{ label: 'mask', sources: [`list:${list}`] }] }));
  return ['--plan', plan, '--allow-host', host];
}

async function makeFolder({ prepare }: Job): Promise<string> {
  const path = join(disk.path, String(counter++));
  await mkdir(path);
  await prepare?.(path);
  return path;
}

/** Says which file and what to do, in a line; no other trace. */
function expectTyped({ status, stderr }: Ended, path: string): void {
  const lines = stderr.split('\n').filter((line) => line.includes('(WRITE_FAILED)'));
  expect({ status, stderr, lines: lines.length > 0 }).toMatchObject({ status: 1, lines: true });
  for (const line of lines) {
    expect(line).toMatch(
      /^maskpred: .*cannot be (written|made|moved).*ENOSPC.*[Ff]ree (some )?space.* \(WRITE_FAILED\)$/,
    );
    expect(line).toContain(path);
  }
  expect(stderr).not.toMatch(/\n {4}at |UNEXPECTED/);
}

/** Checkpoints are there to go on from. */
async function expectClean(job: Job, path: string): Promise<void> {
  expect(await brokenFilesIn(path)).toEqual([]);
  expect((await leftoversIn(path)).filter((name) => !name.endsWith('.checkpoint'))).toEqual([]);
  await job.check?.(path);
}

describe.skipIf(!disk)('on a disk that is full', () => {
  it.each(Object.keys(DISK_JOBS))(
    '%s says so, leaves whole files, and goes on when there is room',
    async (name) => {
      const job = DISK_JOBS[name]!(context);
      const done = await makeFolder(job);
      const before = await disk.used();
      await finish(job, done);
      const needed = (await disk.used()) - before;
      const expected = await job.read(done);
      if (job.startOther) {
        await disk.fill(0);
        expectTyped(await (await job.startOther(done)).ended, done);
        await expectClean(job, done);
        expect(await job.read(done)).toEqual(expected);
        await disk.makeRoom();
      }
      await rm(done, { recursive: true });

      const random = createRandom(AMOUNTS);
      const amounts = [0, ...Array.from({ length: AMOUNTS }, () => random.next() * needed * 0.9)];
      const path = await makeFolder(job);
      for (const amount of amounts) {
        await disk.fill(amount);
        const ended = await (await job.start(path)).ended;
        await disk.makeRoom();
        await expectClean(job, path);
        if (ended.status === 0 && amount > 0) break; // with what the runs before have left there was enough
        expectTyped(ended, path);
      }
      await finish(job, path);
      await expectClean(job, path);
      expect(await job.read(path)).toEqual(expected);
      await rm(path, { recursive: true });
      console.log(`${name}: ${Math.round(needed / 1024)} KiB`);
    },
  );

  it('label says at once that a decision is not saved, loses none that was, and takes it when there is room', async () => {
    const folder = join(disk.path, 'label');
    await writePictures(folder);
    let server = await serve(folder);
    let client = await enterLabel(server.url);
    const pictures = await client.pictures();
    const saved: string[] = [];
    const send = async () => {
      const decision = decisionOf(saved.length, pictures);
      await client.send(decision);
      saved.push(decision.id);
    };
    for (let i = 0; i < 8; i++) await send();
    await disk.fill(0);
    const refusal = await untilRefused(send);
    expect(refusal).toMatchObject({ status: 507 });
    expect(refusal.message).toContain('WRITE_FAILED');
    expect(refusal.message).toContain('labels.jsonl: cannot be written');
    expect(await decisionsIn(folder)).toEqual(saved);

    await disk.makeRoom();
    for (let i = 0; i < 8; i++) await send(); // the one that was refused is the first
    expect(await decisionsIn(folder)).toEqual(saved);

    // A disk that is full when it ends: the decisions are kept, and their files are written the next time.
    expect(await untilHindered(client, send)).toBe('WRITE_FAILED');
    expect(await server.stop()).toBe(1);
    await disk.makeRoom();
    expect(await brokenFilesIn(folder)).toEqual([]);
    server = await serve(folder);
    client = await enterLabel(server.url);
    await client.pictures();
    expect(await server.stop()).toBe(0);
    expect(await decisionsIn(folder)).toEqual(saved);
    const boxes = (await readFile(join(folder, 'annotations', 'a.xml'), 'utf8')).split('<object>').length - 1;
    expect(boxes).toBe(Math.ceil(saved.length / pictures.length));
    expect(await leftoversIn(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

/** Decides on a disk that fills up right after that, until a file could not be written; the code that the page is told. */
async function untilHindered(client: LabelClient, send: () => Promise<void>): Promise<string> {
  for (;;) {
    await disk.fill(2 ** 16);
    await send();
    await disk.fill(0);
    for (let files = await client.files(); files.pending > 0; files = await client.files()) {
      if (files.error) return files.error.code;
    }
  }
}

async function untilRefused(send: () => Promise<void>): Promise<ProblemError> {
  for (;;) {
    try {
      await send();
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }
}
