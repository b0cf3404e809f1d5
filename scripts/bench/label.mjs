// Labelling: how fast the server of the labelling page answers with 10,000 pictures, what a decision costs that is on the
// disk before it is answered, and the memory that the server takes. The page itself: label-page.mjs.
//
//   node scripts/bench/label.mjs [--pictures 10000] [--decisions 2000]
import { randomUUID } from 'node:crypto';
import { cp, link, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatVoc } from '@maskpred/dataset';
import { createLabelServer } from '@maskpred/dataset/label';

const { values: args } = parseArgs({
  options: {
    pictures: { type: 'string', default: '10000' },
    decisions: { type: 'string', default: '2000' },
  },
});
const count = Number(args.pictures);
const decisions = Number(args.decisions);
/** Bars of the project: ms until the list of 10,000 pictures is there, ms until the next picture is, MiB of the server. */
const MAX_OPEN_MS = 2000;
const MAX_NEXT_MS = 100;
const MAX_MIB = 512;

const root = await mkdtemp(join(tmpdir(), 'maskpred-bench-label-'));
const misses = [];
try {
  await writeScenes(join(root, 'set'));
  await writePage(join(root, 'page'));
  await run();
} finally {
  await rm(root, { recursive: true, force: true });
}
if (misses.length > 0) console.log(`missed: ${misses.join(', ')}`);
process.exitCode = misses.length > 0 ? 1 : 0;

async function run() {
  const options = { folder: join(root, 'set'), page: join(root, 'page'), port: 0 };
  const before = process.memoryUsage().rss;
  let at = performance.now();
  let server = await createLabelServer(options);
  let client = await enter(server.url);
  const first = await client.get('/api/pictures?limit=1000');
  check(
    `${count.toLocaleString('en')} pictures: the list is there after`,
    performance.now() - at,
    MAX_OPEN_MS,
  );
  if (first.total !== count) throw new Error(`expected ${count} pictures, got ${first.total}`);

  // while the annotations are still being read
  const early = [];
  for (const { id } of first.items.slice(0, 30)) early.push(await client.show(id));
  check('the next picture while annotations are read, median', median(early), MAX_NEXT_MS);
  await server.project.surveyed();
  console.log(`all annotations are read after ${Math.round(performance.now() - at)} ms`);
  const late = [];
  for (const { id } of first.items.slice(100, 200)) late.push(await client.show(id));
  check('the next picture after that, median', median(late), MAX_NEXT_MS);
  console.log(`  95 of 100 within ${quantile(late, 0.95).toFixed(1)} ms`);
  const whole = [];
  for (let i = 0; i < 10; i++) whole.push(await timed(() => client.get('/api/progress')));
  console.log(`progress of all pictures: median ${median(whole).toFixed(1)} ms`);

  const { items } = await client.get('/api/pictures?limit=1000&offset=0');
  const revisions = new Map(items.map(({ id, revision }) => [id, revision]));
  const each = [];
  for (let i = 0; i < decisions; i++) {
    const { id } = items[i % items.length];
    each.push(await timed(() => client.decide(id, revisions, i)));
  }
  const plain = await appendPlainly(join(root, 'plain.jsonl'), decisions);
  console.log(
    `a decision, on the disk before it is answered: median ${median(each).toFixed(1)} ms; a line appended and synced alone: ` +
      `${median(plain).toFixed(1)} ms; ratio ${(median(each) / median(plain)).toFixed(1)}`,
  );
  await server.project.flush();
  const mib = (process.memoryUsage().rss - before) / 2 ** 20;
  check('memory of the server above that of the process before', mib, MAX_MIB, 'MiB');
  await server.close();

  at = performance.now();
  server = await createLabelServer(options);
  client = await enter(server.url);
  await client.get('/api/pictures?limit=1000');
  check(
    `opened again, with ${decisions} decisions in the journal: the list after`,
    performance.now() - at,
    MAX_OPEN_MS,
  );
  await server.close();
}

/** Asks as the page does. */
async function enter(url) {
  const { origin } = new URL(url);
  const entry = await fetch(url, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie').split(';')[0];
  const get = async (path) => (await fetch(origin + path, { headers: { cookie } })).json();
  return {
    get,
    show: (id) =>
      timed(async () => {
        const image = fetch(`${origin}/api/pictures/${id}/image?size=1024`, { headers: { cookie } });
        await Promise.all([get(`/api/pictures/${id}`), image.then((answer) => answer.arrayBuffer())]);
      }),
    async decide(picture, revisions, number) {
      const id = randomUUID();
      const after = {
        id: `b${number}`,
        box: { x: number % 600, y: 5, width: 30, height: 40 },
        label: 'mask',
      };
      const change = { boxes: [{ at: 0, before: null, after }] };
      const command = { type: 'decide', id, picture, revision: revisions.get(picture), kind: 'draw', change };
      const answer = await fetch(`${origin}/api/commands`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ client: 'bench', commands: [command] }),
      });
      if (answer.status !== 200) throw new Error(await answer.text());
      revisions.set(picture, id);
    },
  };
}

async function appendPlainly(file, lines) {
  const handle = await open(file, 'a');
  const times = [];
  for (let i = 0; i < Math.min(lines, 500); i++) {
    times.push(
      await timed(async () => {
        await handle.appendFile(`${'x'.repeat(300)}\n`);
        await handle.datasync();
      }),
    );
  }
  await handle.close();
  return times;
}

/** A photograph under many names, each with an annotation of three faces. */
async function writeScenes(folder) {
  const require = createRequire(import.meta.url);
  const photo = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo', 'sample1.jpg');
  await Promise.all(['images', 'annotations'].map((name) => mkdir(join(folder, name), { recursive: true })));
  await cp(photo, join(folder, 'photo.bin'));
  const annotations = [0, 1, 2].map((n) => ({
    box: { x: 100 * n, y: 50, width: 80, height: 90 },
    label: 'mask',
  }));
  for (let i = 0; i < count; i++) {
    const id = `scene-${String(i).padStart(5, '0')}`;
    await link(join(folder, 'photo.bin'), join(folder, 'images', `${id}.jpg`));
    const image = { id, fileName: `${id}.jpg`, width: 1920, height: 1280, annotations };
    await writeFile(join(folder, 'annotations', `${id}.xml`), formatVoc(image));
  }
}

async function writePage(folder) {
  await mkdir(folder);
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
}

async function timed(work) {
  const at = performance.now();
  await work();
  return performance.now() - at;
}

function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)];
}

function median(values) {
  return quantile(values, 0.5);
}

function check(what, value, most, unit = 'ms') {
  console.log(`${what} ${value.toFixed(value < 10 ? 1 : 0)} ${unit} (at most ${most})`);
  if (value > most) misses.push(what);
}
