// The crawler's overhead: pictures a second with manners switched off, against a bare loop over undici with as many
// requests at once that also decodes, hashes (sha256 and dHash) and syncs each picture to the disk. The two take turns
// on one loopback server in a process of its own; the ratio is of the medians.
//
//   node scripts/bench/crawl.mjs [--pictures 240] [--rounds 5] [--concurrency 8]
import { createHash } from 'node:crypto';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom, differenceHash } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { crawlImages, createHttpClient } from '@maskpred/crawler';
import sharp from 'sharp';
import { Agent, request } from 'undici';

const BAR = 1.3;
const require = createRequire(import.meta.url);

/** Photographs under changing light: no two are alike, and each takes as long to decode as a photograph does. */
async function drawPictures(count) {
  const samples = require.resolve('@vladmandic/face-api/package.json').replace('package.json', 'demo/sample');
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const random = createRandom(i);
      const light = Uint8Array.from({ length: 72 }, () => random.int(0, 255));
      const input = await sharp(light, { raw: { width: 9, height: 8, channels: 1 } })
        .resize(1024, 768, { fit: 'fill' })
        .toColourspace('srgb')
        .png()
        .toBuffer();
      return sharp(`${samples}${(i % 6) + 1}.jpg`)
        .resize(1024, 768, { fit: 'cover' })
        .composite([{ input, blend: 'overlay' }])
        .jpeg({ quality: 85 })
        .toBuffer();
    }),
  );
}

async function serve(count) {
  const pictures = await drawPictures(count);
  const server = createServer((incoming, response) => {
    const body = pictures[Number(incoming.url.slice(1))];
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': body.length }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bytes = pictures.reduce((sum, { length }) => sum + length, 0);
  process.send({ port: server.address().port, bytes });
}

async function bareLoop(urls, concurrency, out) {
  const dispatcher = new Agent({ connections: concurrency });
  const left = urls.values();
  const work = async () => {
    for (const url of left) {
      const { body } = await request(url, { dispatcher });
      const bytes = new Uint8Array(await body.arrayBuffer());
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      differenceHash(await decodeImage(bytes));
      const handle = await open(join(out, `${sha256}.tmp`), 'w');
      await handle.writeFile(bytes);
      await handle.sync();
      await handle.close();
      await rename(join(out, `${sha256}.tmp`), join(out, `${sha256}.jpg`));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  await dispatcher.close();
  return urls.length;
}

async function crawl(urls, concurrency, out) {
  const http = createHttpClient({
    allowHosts: ['127.0.0.1'],
    hostDelayMs: 0,
    hostConcurrency: concurrency,
    concurrency,
  });
  const license = { id: 'unknown', status: 'unknown' };
  const source = {
    name: 'bench',
    filters: [],
    async *search() {
      for (const url of urls) yield { url, license };
    },
  };
  const searches = [{ phrases: ['bench'], sources: [source], limit: urls.length }];
  let saved = 0;
  for await (const event of crawlImages({ out, searches, http, robots: false })) {
    if (event.type === 'image-saved') saved++;
  }
  await http.close();
  return saved;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function bench({ pictures, rounds, concurrency }) {
  const server = fork(fileURLToPath(import.meta.url), ['--pictures', String(pictures)], {
    env: { ...process.env, MASKPRED_BENCH_SERVER: '1' },
  });
  const [{ port, bytes }] = await once(server, 'message');
  console.log(
    `${pictures} JPEGs of 1024 x 768, ${Math.round(bytes / pictures / 1000)} KB each, ${concurrency} at once`,
  );
  const urls = Array.from({ length: pictures }, (_, i) => `http://127.0.0.1:${port}/${i}`);
  const contenders = { bare: bareLoop, crawl };
  const times = { bare: [], crawl: [] };
  let isComplete = true;
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const out = await mkdtemp(join(tmpdir(), 'maskpred-bench-'));
      const start = performance.now();
      const saved = await run(urls, concurrency, out);
      if (round >= 0) times[name].push(performance.now() - start); // the first round warms up
      await rm(out, { recursive: true });
      isComplete &&= saved === pictures;
    }
  }
  server.kill();
  const [bare, whole] = [median(times.bare), median(times.crawl)];
  const rate = (ms) => `${((pictures / ms) * 1000).toFixed(0)} pictures/s`;
  console.log(
    `bare loop ${rate(bare)}, crawlImages ${rate(whole)}${isComplete ? '' : ', and some are missing'}`,
  );
  console.log(`ratio ${(whole / bare).toFixed(3)} (at most ${BAR})`);
  process.exitCode = isComplete && whole / bare <= BAR ? 0 : 1;
}

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '240' },
    rounds: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '8' },
  },
});
const pictures = Number(values.pictures);
if (process.env.MASKPRED_BENCH_SERVER) await serve(pictures);
else await bench({ pictures, rounds: Number(values.rounds), concurrency: Number(values.concurrency) });
