import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSplit } from '@maskpred/dataset';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photograph } from '../../__fixtures__/photographs.js';
import { jsonLines, runCli } from '../../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../../__fixtures__/workplace.js';
import { parseGroupsFile } from './find-groups.js';
import { rarestLabel } from './read-items.js';

let place: Workplace;
let counter = 0;

beforeAll(async () => {
  place = await createWorkplace();
}, SLOW);
afterAll(() => place.remove());

/** Ten tiles of a photograph a label, all different, and a mirrored copy of the first. */
async function makeFaces(): Promise<string> {
  const folder = await place.subfolder(`faces ${counter++}`);
  for (const [label, number] of [
    ['mask', 1],
    ['no-mask', 2],
  ] as const) {
    await mkdir(join(folder, label));
    const photo = sharp(photograph(number)).resize(500, 200, { fit: 'fill' });
    for (let i = 0; i < 10; i++) {
      const area = { left: (i % 5) * 100, top: Math.floor(i / 5) * 100, width: 100, height: 100 };
      await sharp(await photo.clone().png().toBuffer())
        .extract(area)
        .png()
        .toFile(join(folder, label, `${i}.png`));
    }
  }
  await sharp(join(folder, 'mask', '0.png'))
    .flop()
    .jpeg()
    .toFile(join(folder, 'mask', 'turned.jpg'));
  return folder;
}

const split = (folder: string, ...options: string[]) =>
  runCli(['dataset', 'split', folder, '--cache', join(place.folder, 'cache'), ...options]);
const readSplit = async (folder: string) => parseSplit(await readFile(join(folder, 'split.json'), 'utf8'));
const groupOf = (entries: Awaited<ReturnType<typeof readSplit>>, id: string) =>
  entries.find((entry) => entry.id === id)!.group;

describe('maskpred dataset split', { timeout: SLOW }, () => {
  it('writes a split that keeps mirror images together, and says what a random one leaks', async () => {
    const folder = await makeFaces();
    const run = await split(folder);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('2 of 21 pictures stand in 1 groups');
    expect(run.stdout).toMatch(/A random split would have leaked: 8\.1 %/); // 2 of 21, each with 17 of 20 in training
    const entries = await readSplit(folder);
    expect(groupOf(entries, 'mask/turned.jpg')).toBe(groupOf(entries, 'mask/0.png'));
    const text = await readFile(join(folder, 'split.json'), 'utf8');
    expect(text.split('\n')).toHaveLength(entries.length + 3); // one a line

    expect((await split(folder, '--fresh')).stdout).toBe(run.stdout);
    expect(await readFile(join(folder, 'split.json'), 'utf8')).toBe(text);
  });

  it('keeps the parts of the split that is there', async () => {
    const folder = await makeFaces();
    await split(folder, '--groups', 'none');
    const before = await readSplit(folder);
    await sharp(photograph(3))
      .resize(90)
      .toFile(join(folder, 'mask', 'a-new-one.jpg'));
    await rm(join(folder, 'mask', '3.png'));
    const run = await split(folder, '--groups', 'none', '--seed', '9', '--json');
    const after = await readSplit(folder);
    expect(after.filter(({ id }) => id !== 'mask/a-new-one.jpg')).toEqual(
      before.filter(({ id }) => id !== 'mask/3.png'),
    );
    expect(jsonLines(run.stdout)[0]).toMatchObject({
      split: join(folder, 'split.json'),
      leak: 0,
      leftOut: [],
    });
  });

  it('keeps together what was cut from one picture, what came from one page, and what the user says', async () => {
    const folder = await makeFaces();
    const crop = (fileName: string, source: string, sourceSha256?: string) =>
      `${JSON.stringify({ fileName, label: 'mask', source, sourceSha256, box: { x: 0, y: 0, width: 9, height: 9 } })}\n`;
    await writeFile(
      join(folder, 'crops.jsonl'),
      crop('mask/1.png', 'street.jpg') +
        crop('mask/2.png', 'street.jpg') +
        crop('mask/5.png', 'x.jpg', '5'.repeat(64)),
    );
    const raw = await place.subfolder('raw');
    const entryOf = (sha256: string) =>
      `${JSON.stringify({
        source: 'openverse',
        query: 'people',
        url: 'https://example.org/a.jpg',
        pageUrl: 'https://example.org/page',
        license: { id: 'by-2.0', status: 'verified' },
        sha256,
        dHash: '0'.repeat(16),
        width: 9,
        height: 9,
        byteLength: 9,
        retrievedAt: '2026-11-24T00:00:00.000Z',
        fileName: `${sha256}.jpg`,
      })}\n`;
    const own = createHash('sha256')
      .update(await readFile(join(folder, 'no-mask', '6.png')))
      .digest('hex');
    await writeFile(join(raw, 'manifest.jsonl'), entryOf('5'.repeat(64)) + entryOf(own));
    const groups = join(place.folder, 'groups.tsv');
    await writeFile(groups, 'mask/7.png\tAnna\nno-mask/8.png\tAnna\n');

    expect((await split(folder, '--crawl', raw, '--groups-file', groups)).status).toBe(0);
    const entries = await readSplit(folder);
    for (const [one, other] of [
      ['mask/1.png', 'mask/2.png'],
      ['mask/5.png', 'no-mask/6.png'],
      ['mask/7.png', 'no-mask/8.png'],
    ] as const) {
      expect(groupOf(entries, one)).toBe(groupOf(entries, other));
    }
    expect(new Set(entries.map(({ group }) => group)).size).toBe(17);
  });

  it('copies, links or lists the parts', async () => {
    const folder = await makeFaces();
    const [copies, links, lists] = ['copies', 'links', 'lists'].map((name) => join(place.folder, name));
    await split(folder, '--test', '0.1', '--ratio', '0.7', '--copy', copies!);
    const entries = await readSplit(folder);
    for (const { id, part } of entries) {
      expect(await readFile(join(copies!, part, id))).toEqual(await readFile(join(folder, id)));
    }
    expect(await readdir(copies!)).toEqual(['test', 'train', 'val']);

    await split(folder, '--link', links!);
    const [first] = await readSplit(folder);
    const link = join(links!, first!.part, first!.id);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(link)).toEqual(await readFile(join(folder, first!.id)));

    await split(folder, '--list', lists!);
    const listed = (await readFile(join(lists!, 'val.txt'), 'utf8')).trimEnd().split('\n');
    expect(listed).toEqual(
      (await readSplit(folder)).flatMap(({ id, part }) => (part === 'val' ? [join(folder, id)] : [])),
    );
    expect((await split(folder, '--copy', copies!)).stderr).toContain('holds other files');
  });

  it('splits scenes, with their annotations', async () => {
    const folder = await place.subfolder('scenes');
    for (const name of ['images', 'annotations']) await mkdir(join(folder, name));
    for (const number of [1, 2, 3, 4, 5] as const) {
      await sharp(photograph(number))
        .resize(200)
        .jpeg()
        .toFile(join(folder, 'images', `${number}.jpg`));
      const face = `<object><name>mask</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>`;
      await writeFile(
        join(folder, 'annotations', `${number}.xml`),
        `<annotation><filename>${number}.jpg</filename><size><width>200</width><height>150</height></size>${number < 5 ? face : ''}</annotation>`,
      );
    }
    const out = join(place.folder, 'parts');
    expect((await split(folder, '--copy', out)).status).toBe(0);
    const entries = await readSplit(folder);
    expect(entries.map(({ id, label }) => `${id} ${label}`)).toContain('images/5.jpg none');
    for (const { id, part } of entries) {
      const annotation = id.replace('images', 'annotations').replace('.jpg', '.xml');
      expect((await lstat(join(out, part, annotation))).isFile()).toBe(true);
    }
  });

  it('names a picture that cannot be compared, and splits it all the same', async () => {
    const folder = await makeFaces();
    await writeFile(join(folder, 'mask', 'broken.jpg'), 'no picture');
    const run = await split(folder);
    expect([run.status, run.stderr]).toEqual([1, expect.stringContaining('mask/broken.jpg')]);
    expect((await readSplit(folder)).map(({ id }) => id)).toContain('mask/broken.jpg');
  });

  it.each([
    ['nothing for validation', ['--ratio', '0.9', '--test', '0.1'], 2, 'leave nothing'],
    ['parts inside of the data', ['--copy', 'data/parts'], 2, 'lies in data'],
    ['an unknown kind of groups', ['--groups', 'near,person'], 2, 'near, source, page'],
    ['to copy and to link', ['--copy', 'a', '--link', 'b'], 2, 'cannot be used with'],
    ['a groups file that is not there', ['--groups', 'none', '--groups-file', 'no.tsv'], 1, 'FILE_NOT_FOUND'],
  ])('refuses %s', async (_, options, status, message) => {
    await mkdir(join(place.folder, 'data', 'mask'), { recursive: true });
    await sharp(photograph(1))
      .resize(50)
      .toFile(join(place.folder, 'data', 'mask', 'a.jpg'));
    const run = await runCli(['dataset', 'split', 'data', ...options], { cwd: place.folder });
    expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(message)]);
  });
});

describe('parseGroupsFile', () => {
  it('reads nothing, and one picture a line', () => {
    expect(parseGroupsFile('', 'g.tsv')).toEqual([]);
    expect(parseGroupsFile('a b.jpg\tone\r\n\nc.jpg\ttwo', 'g.tsv')).toEqual([
      ['a b.jpg', 'one'],
      ['c.jpg', 'two'],
    ]);
  });

  it.each(['a.jpg', 'a.jpg\t', '\tgroup', 'a\tb\tc'])('refuses %j, with file and line', (line) => {
    expect(() => parseGroupsFile(`x\ty\n${line}`, 'g.tsv')).toThrow(
      expect.objectContaining({
        code: 'ANNOTATION_PARSE_FAILED',
        message: expect.stringMatching(/^g\.tsv:2: /) as string,
      }),
    );
  });
});

describe('rarestLabel', () => {
  it('is the label with the fewest boxes, or none', () => {
    const image = (...labels: string[]) => ({
      id: labels.join(),
      fileName: 'a.jpg',
      width: 9,
      height: 9,
      annotations: labels.map((label) => ({ label, box: { x: 0, y: 0, width: 1, height: 1 } })),
    });
    const images = [image('mask', 'mask', 'no-mask'), image('mask'), image()];
    expect(images.map(rarestLabel(images))).toEqual(['no-mask', 'mask', 'none']);
  });
});
