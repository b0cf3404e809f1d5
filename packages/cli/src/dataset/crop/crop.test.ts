import { createRequire } from 'node:module';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Annotation, cropImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { DATASET_FORMATS, formatVoc, parseCropRecords } from '@maskpred/dataset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../../__fixtures__/workplace.js';
import { BOX_FORMATS, CROP_MARGIN } from '../../commands/dataset/crop.js';

let place: Workplace;
let scenes: string;
beforeAll(async () => {
  place = await createWorkplace();
  scenes = join(place.folder, 'scenes');
  await addScene('a', boxesOf('mask', 'incorrect-mask'));
  await addScene('b', boxesOf('no-mask'), { isVerified: false });
}, SLOW);
afterAll(() => place.remove());

const boxesOf = (...labels: string[]): Annotation[] =>
  labels.map((label, i) => ({ box: { x: 20 + 100 * i, y: 30, width: 40 + 20 * i, height: 50 }, label }));

async function addScene(
  name: string,
  annotations: readonly Annotation[],
  { isVerified, root = scenes }: { readonly isVerified?: boolean; readonly root?: string } = {},
): Promise<void> {
  await mkdir(join(root, 'images'), { recursive: true });
  await mkdir(join(root, 'annotations'), { recursive: true });
  await cp(place.photo, join(root, 'images', `${name}.jpg`));
  const image = { id: name, fileName: `${name}.jpg`, width: 640, height: 427, annotations };
  await writeFile(
    join(root, 'annotations', `${name}.xml`),
    formatVoc({ ...image, ...(isVerified === undefined ? {} : { isVerified }) }),
  );
}
const run = (name: string, ...args: string[]) =>
  runCli(['dataset', 'crop', scenes, '--out', join(place.folder, name), ...args]);
const readCrops = async (name: string) =>
  parseCropRecords(await readFile(join(place.folder, name, 'crops.jsonl'), 'utf8'));

describe('maskpred dataset crop', () => {
  it(
    'cuts as the one crop does, renames labels, and does nothing twice',
    async () => {
      const args = ['--labels', 'incorrect-mask=no-mask', '--json'];
      expect((await run('renamed', ...args)).status).toBe(0);
      const records = await readCrops('renamed');
      expect(records.map(({ label }) => label)).toEqual(['mask', 'no-mask', 'no-mask']);
      const [first] = records;
      const photo = await decodeImage(join(scenes, 'images', 'a.jpg'));
      const expected = cropImage(photo, first!.box, CROP_MARGIN);
      const crop = await decodeImage(join(place.folder, 'renamed', first!.fileName));
      expect([crop.width, crop.height]).toEqual([expected.width, expected.height]);
      const difference = [...crop.data].reduce(
        (sum, value, i) => sum + Math.abs(value - expected.data[i]!),
        0,
      );
      expect(difference / crop.data.length).toBeLessThan(4); // JPEG
      const again = await run('renamed', ...args);
      expect(jsonLines(again.stdout).map(({ skipped }) => skipped)).toEqual(['done', 'done']);
      expect(await readCrops('renamed')).toEqual(records);
    },
    SLOW,
  );

  it(
    'leaves out small boxes and what nobody has verified',
    async () => {
      expect((await run('large', '--min-size', '45', '--margin', '0')).status).toBe(0);
      expect((await readCrops('large')).map(({ label, margin }) => [label, margin])).toEqual([
        ['incorrect-mask', 0],
      ]);
      const verified = await run('verified', '--verified');
      expect(verified.stderr).toContain('1 pictures that nobody has verified left out');
      expect((await readCrops('verified')).map(({ label }) => label)).toEqual(['mask', 'incorrect-mask']);
    },
    SLOW,
  );

  it(
    'leaves out proposed faces that nobody has decided on, unless they get a label',
    async () => {
      const box = (x: number) => ({ x, y: 30, width: 40, height: 50 });
      const proposed = (label: string, x: number) => ({ box: box(x), label, score: 0.9 });
      const half = join(place.folder, 'half');
      const annotations = [proposed('face', 20), { box: box(90), label: 'face' }, proposed('mask', 160)];
      await addScene('p', annotations, { root: half, isVerified: false });
      await addScene('q', [proposed('face', 20)], { root: half, isVerified: true });
      const cut = (name: string, ...args: string[]) =>
        runCli(['dataset', 'crop', half, '--out', join(place.folder, name), ...args]);
      const result = await cut('decided');
      expect(result.status).toBe(0);
      expect(result.stderr).toContain('1 proposed face that nobody has decided on left out');
      expect(result.stderr).toContain(`maskpred label ${half}`);
      expect((await readCrops('decided')).map(({ label }) => label)).toEqual(['face', 'mask', 'face']);
      const lines = jsonLines((await cut('decided', '--json')).stdout);
      expect(lines.map(({ undecided }) => undecided)).toEqual([1, undefined]);
      const named = await cut('named', '--labels', 'face=no-mask');
      expect(named.stderr).not.toContain('left out');
      expect((await readCrops('named')).map(({ label }) => label)).toEqual([
        'no-mask',
        'no-mask',
        'mask',
        'no-mask',
      ]);
    },
    SLOW,
  );

  it(
    'reports what it cannot use, and cuts the rest',
    async () => {
      await addScene('c', boxesOf('../up'));
      await writeFile(join(scenes, 'annotations', 'd.xml'), 'no annotation');
      const result = await run('partly');
      expect(result.status).toBe(1);
      expect(result.stderr).toContain('A label becomes a folder');
      expect(result.stderr).toContain('d.xml');
      expect(await readCrops('partly')).toHaveLength(3);
    },
    SLOW,
  );

  it(
    'refuses renames that are none',
    async () => {
      for (const labels of ['mask', 'a=b=c']) {
        expect((await run('never', '--labels', labels)).status).toBe(2);
      }
    },
    SLOW,
  );
});

describe('choices', () => {
  it('are those of the packages', async () => {
    expect(DATASET_FORMATS.filter((format) => format !== 'imagefolder')).toEqual(BOX_FORMATS);
    const folder = dirname(createRequire(import.meta.url).resolve('@maskpred/classifier/package.json'));
    const metadata = JSON.parse(await readFile(join(folder, 'model', 'metadata.json'), 'utf8')) as object;
    expect(metadata).toMatchObject({ cropMargin: CROP_MARGIN });
  });
});
