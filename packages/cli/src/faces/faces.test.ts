import { appendFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatManifestEntry } from '@maskpred/core/manifest';
import { parseCropRecords, parseVoc } from '@maskpred/dataset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
}, SLOW);
afterAll(() => place.remove());

/** A new folder with copies of the workplace's photograph, which has three bare faces. */
async function folderOf(name: string, files: readonly string[]): Promise<string> {
  const folder = await place.subfolder(name);
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(place.photo, join(folder, file));
  }
  return folder;
}
const readCrops = async (folder: string) =>
  parseCropRecords(await readFile(join(folder, 'crops.jsonl'), 'utf8'));

describe('maskpred faces', () => {
  it('is wrong usage without a picture, and for a picture from the web', async () => {
    expect((await runCli(['faces'])).status).toBe(2);
    expect(await runCli(['faces', 'https://example.org/a.jpg'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Download it first') as string,
    });
  });

  it(
    'writes proposals once, makes them anew when forced, and never touches what a person made',
    async () => {
      const folder = await folderOf('scenes', ['images/a.jpg', 'images/b.jpg', 'images/c.jpg']);
      await writeFile(join(folder, 'images', 'broken.jpg'), 'no picture');
      const annotation = (stem: string) => join(folder, 'annotations', `${stem}.xml`);
      const first = await runCli(['faces', folder, '--json']);
      expect(first.status).toBe(1);
      const [a, , broken] = jsonLines(first.stdout);
      expect(broken).toMatchObject({ error: { code: 'IMAGE_DECODE_FAILED' } });
      expect(a).toMatchObject({ width: 640, height: 427, annotation: annotation('a') });
      const xml = await readFile(annotation('a'), 'utf8');
      const scene = parseVoc(xml);
      expect(scene).toMatchObject({ fileName: 'a.jpg', isVerified: false });
      expect(scene.annotations.map(({ label }) => label)).toEqual(['face', 'face', 'face']);
      expect(scene.annotations.every(({ score }) => score! >= 0.5)).toBe(true);
      expect(scene.annotations).toEqual((a!['faces'] as object[]).map((face) => ({ ...face })));

      await writeFile(annotation('b'), (await readFile(annotation('b'), 'utf8')).replace('"no"', '"yes"'));
      await writeFile(annotation('c'), 'a note by hand');
      const second = await runCli(['faces', folder]);
      expect(second.stderr).toContain('1 done before; 1 verified by a person and left alone');
      const forced = await runCli(['faces', folder, '--force', '--label', 'person', '--json']);
      expect(jsonLines(forced.stdout).map(({ skipped }) => skipped)).toEqual([
        undefined,
        'verified',
        undefined,
        'annotated',
      ]);
      expect(parseVoc(await readFile(annotation('a'), 'utf8')).annotations[0]!.label).toBe('person');
      expect(await readFile(annotation('b'), 'utf8')).toContain('verified="yes"');
      expect(await readFile(annotation('c'), 'utf8')).toBe('a note by hand');
    },
    SLOW,
  );

  it(
    'writes crops by label folder, records each, and looks at no picture twice',
    async () => {
      const folder = await folderOf('sorted', ['mask/x.jpg', 'no-mask/x.jpg']);
      await appendFile(join(folder, 'no-mask', 'x.jpg'), 'other bytes, the same picture');
      const out = join(place.folder, 'crops');
      expect((await runCli(['faces', folder, '--crops', out])).status).toBe(0);
      const records = await readCrops(out);
      expect(records.map(({ label }) => label)).toEqual([
        ...Array<string>(3).fill('mask'),
        ...Array<string>(3).fill('no-mask'),
      ]);
      expect(records[0]).toMatchObject({ source: join(folder, 'mask', 'x.jpg'), margin: 0.15 });
      expect(new Set(records.map(({ fileName }) => fileName.split('/')[1])).size).toBe(6);
      const files = [...(await readdir(join(out, 'mask'))), ...(await readdir(join(out, 'no-mask')))];
      expect(files.sort()).toEqual(records.map(({ fileName }) => fileName.split('/')[1]!).sort());

      await appendFile(join(out, 'faces.jsonl'), '{"image":"cut sho');
      const again = await runCli(['faces', folder, '--crops', out, '--json']);
      expect(jsonLines(again.stdout).map(({ skipped }) => skipped)).toEqual(['done', 'done']);
      const other = await runCli(['faces', folder, '--crops', out, '--min-size', '40', '--json']);
      expect(jsonLines(other.stdout).every(({ faces }) => Array.isArray(faces))).toBe(true);
      expect(await readCrops(out)).toEqual(records);
    },
    SLOW,
  );

  const labelsOf = async (name: string, ...args: string[]) => {
    const out = join(place.folder, name);
    const { status } = await runCli(['faces', '--crops', out, ...args]);
    return status === 0 ? [...new Set((await readCrops(out)).map(({ label }) => label))] : status;
  };

  it(
    'takes the label of the crawl, unless the command line names one',
    async () => {
      const raw = await place.subfolder('raw');
      const sha256 = 'ab'.repeat(32);
      await cp(place.photo, join(raw, `${sha256}.jpg`));
      await writeFile(
        join(raw, 'manifest.jsonl'),
        formatManifestEntry({
          source: 'commons',
          query: 'people',
          labelHint: 'no-mask',
          url: 'https://example.org/a.jpg',
          license: { id: 'cc0-1.0', status: 'verified' },
          sha256,
          dHash: '0'.repeat(16),
          width: 640,
          height: 427,
          byteLength: 9,
          retrievedAt: '2026-01-01T00:00:00.000Z',
          fileName: `${sha256}.jpg`,
        }),
      );
      expect(await labelsOf('by-crawl', raw)).toEqual(['no-mask']);
      expect(await labelsOf('by-hand', raw, '--label', 'person')).toEqual(['person']);
    },
    SLOW,
  );

  it(
    'takes the guess of the classifier when asked, and asks for a label when there is none',
    async () => {
      expect(await labelsOf('by-guess', place.photo, '--classify')).toEqual(['no-mask']);
      expect(await labelsOf('by-nothing', place.photo)).toBe(2);
      expect(await labelsOf('outside', place.photo, '--label', '../up')).toBe(2);
    },
    SLOW,
  );

  it(
    'leaves whole files and a way to go on after Ctrl-C',
    async () => {
      const folder = await folderOf(
        'many',
        Array.from({ length: 8 }, (_, i) => `mask/${i}.jpg`),
      );
      for (let i = 0; i < 8; i++) await appendFile(join(folder, 'mask', `${i}.jpg`), `picture ${i}`);
      const out = join(place.folder, 'interrupted');
      const args = ['faces', folder, '--crops', out, '--json'];
      const stopped = await runCli(args, { interruptAfterLines: 2 });
      expect(stopped.status).toBe(130);
      const before = await readCrops(out);
      expect(before.length).toBeLessThan(24);
      expect((await readdir(join(out, 'mask'))).filter((name) => !name.endsWith('.jpg'))).toEqual([]);
      expect((await runCli(args)).status).toBe(0);
      expect(new Set((await readCrops(out)).map(({ fileName }) => fileName)).size).toBe(24);
    },
    SLOW,
  );
});
