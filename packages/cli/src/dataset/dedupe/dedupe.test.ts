import { copyFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DUPLICATE_DEFAULTS } from '@maskpred/dataset';
import { Command } from '@commander-js/extra-typings';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../../__fixtures__/run-cli.js';
import { photograph } from '../../__fixtures__/photographs.js';
import { createWorkplace, SLOW, type Workplace } from '../../__fixtures__/workplace.js';
import { distanceOption } from '../../commands/dataset/dedupe.js';

let place: Workplace;
let counter = 0;

beforeAll(async () => {
  place = await createWorkplace();
}, SLOW);
afterAll(() => place.remove());

/** Photographs in two folders: one of them thrice, in other sizes and mirrored, and one twice as it is. */
async function makePictures(): Promise<string> {
  const folder = await place.subfolder(`pictures ${counter++}`);
  await mkdir(join(folder, 'mask'));
  await mkdir(join(folder, 'no-mask', 'more'), { recursive: true });
  const photo = sharp(photograph(1)).resize(400);
  await photo
    .clone()
    .jpeg()
    .toFile(join(folder, 'mask', 'large.jpg'));
  await photo
    .clone()
    .resize(150)
    .webp()
    .toFile(join(folder, 'mask', 'small.webp'));
  await photo
    .clone()
    .flop()
    .resize(200)
    .jpeg({ quality: 60 })
    .toFile(join(folder, 'no-mask', 'more', 'turned.jpg'));
  await sharp(photograph(2))
    .resize(300)
    .png()
    .toFile(join(folder, 'no-mask', 'b.png'));
  await copyFile(join(folder, 'no-mask', 'b.png'), join(folder, 'no-mask', 'copy.png'));
  await sharp(photograph(3))
    .resize(300)
    .png()
    .toFile(join(folder, 'no-mask', 'alone.png'));
  return folder;
}

const dedupe = (folder: string, ...options: string[]) =>
  runCli(['dataset', 'dedupe', folder, '--cache', join(place.folder, 'cache'), ...options]);

/** Every file below a folder. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('maskpred dataset dedupe', { timeout: SLOW }, () => {
  it('prints the groups, the best picture first, and changes nothing', async () => {
    const folder = await makePictures();
    const before = await filesOf(folder);
    const found = await dedupe(folder, '--json');
    expect([found.status, found.stderr]).toEqual([
      0,
      '6 pictures, 2 groups, 3 besides the best of each.\n' +
        '1 group mixes labels: 1 (mask, no-mask). One label is wrong there, or the pictures only look alike: see them with --report.\n',
    ]);
    const groups = jsonLines(found.stdout) as { pictures: Record<string, unknown>[] }[];
    expect(groups.map(({ pictures }) => pictures.map(({ image, reason }) => [image, reason]))).toEqual([
      [
        [join(folder, 'mask/large.jpg'), undefined],
        [join(folder, 'mask/small.webp'), 'near'],
        [join(folder, 'no-mask/more/turned.jpg'), 'mirrored'],
      ],
      [
        [join(folder, 'no-mask/b.png'), undefined],
        [join(folder, 'no-mask/copy.png'), 'exact'],
      ],
    ]);
    expect(groups[0]!.pictures[0]).toMatchObject({ isBest: true, width: 400 });
    expect(groups[0]!.pictures[1]).toMatchObject({ to: join(folder, 'mask/large.jpg'), isBest: false });

    const printed = await dedupe(folder, '--no-mirrored');
    expect(printed.stdout).toMatch(/1: 2 pictures\n {2}mask\/large\.jpg\s+400 x 267 {4}best\n/);
    expect(printed.stdout).toContain('the same file as no-mask/b.png');
    expect(printed.stdout).not.toContain('turned.jpg');
    expect(printed.stderr).not.toContain('labels');
    expect(await filesOf(folder)).toEqual(before);
  });

  it('moves all but the best under their names, and brings them back', async () => {
    const folder = await makePictures();
    const before = await filesOf(folder);
    const away = join(folder, 'away');
    const moved = await dedupe(folder, '--move-to', away);
    expect(moved.status).toBe(0);
    expect(moved.stderr).toContain('Moved 3 files');
    expect(await filesOf(away)).toEqual([
      'mask/small.webp',
      'moved.jsonl',
      'no-mask/copy.png',
      'no-mask/more/turned.jpg',
    ]);
    const again = await dedupe(folder, '--move-to', away);
    expect(again.stderr).toBe('3 pictures, 0 groups, 0 besides the best of each.\n');

    await writeFile(join(folder, 'no-mask', 'copy.png'), 'something new');
    const refused = await dedupe(folder, '--move-to', away, '--undo');
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('Moved 2 files back')]);
    expect(await readFile(join(folder, 'no-mask', 'copy.png'), 'utf8')).toBe('something new');
    await rm(join(folder, 'no-mask', 'copy.png'));
    const undone = await dedupe(folder, '--move-to', away, '--undo');
    expect([undone.status, undone.stderr]).toEqual([0, 'Moved 1 files back.\n']);
    expect(await filesOf(folder)).toEqual(before);
  });

  it('writes over nothing', async () => {
    const folder = await makePictures();
    const away = await place.subfolder('away');
    await mkdir(join(away, 'mask'));
    await writeFile(join(away, 'mask', 'small.webp'), 'precious');
    const run = await dedupe(folder, '--move-to', away);
    expect([run.status, run.stderr]).toEqual([1, expect.stringContaining('small.webp exists')]);
    expect(await readFile(join(away, 'mask', 'small.webp'), 'utf8')).toBe('precious');
    expect((await stat(join(folder, 'mask', 'small.webp'))).isFile()).toBe(true);
  });

  it('takes the annotation of a scene along', async () => {
    const folder = await place.subfolder('scenes');
    for (const name of ['images', 'annotations']) await mkdir(join(folder, name));
    for (const [name, width] of [
      ['a', 300],
      ['b', 200],
    ] as const) {
      await sharp(photograph(1))
        .resize(width)
        .jpeg()
        .toFile(join(folder, 'images', `${name}.jpg`));
      const size = `<size><width>${width}</width><height>200</height></size>`;
      await writeFile(
        join(folder, 'annotations', `${name}.xml`),
        `<annotation><filename>${name}.jpg</filename>${size}</annotation>`,
      );
    }
    const away = join(place.folder, 'scenes away');
    expect((await dedupe(folder, '--move-to', away)).status).toBe(0);
    expect(await filesOf(away)).toEqual(['annotations/b.xml', 'images/b.jpg', 'moved.jsonl']);
  });

  it('does not take a link for a copy', async () => {
    const folder = await place.subfolder('links');
    await copyFile(place.photo, join(folder, 'photo.jpg'));
    await symlink('photo.jpg', join(folder, 'a-link.jpg'));
    expect((await dedupe(folder)).stderr).toBe('1 pictures, 0 groups, 0 besides the best of each.\n');
  });

  it('writes a page with every picture in it', async () => {
    const folder = await makePictures();
    const page = join(place.folder, 'groups.html');
    expect((await dedupe(folder, '--report', page)).status).toBe(0);
    const html = await readFile(page, 'utf8');
    expect(html.match(/src="data:image\/jpeg;base64,/g)).toHaveLength(5);
    expect(html).toContain('mirror image of mask/large.jpg');
    expect(html).toContain('3 pictures in mask, no-mask');
    expect(html).not.toContain('2 pictures in');
  });

  it('names a broken picture and ends with 1', async () => {
    const folder = await makePictures();
    await writeFile(join(folder, 'mask', 'broken.jpg'), 'no picture');
    const run = await dedupe(folder);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('mask/broken.jpg');
    expect(run.stdout).toContain('2: 2 pictures');
  });

  it.each([
    ['a folder that is not there', ['no-such-folder'], 1, 'FILE_NOT_FOUND'],
    ['to move pictures into themselves', ['.', '--move-to', '.'], 2, 'holds the pictures'],
    ['an undo without its folder', ['.', '--undo'], 2, 'needs --move-to'],
    ['a distance above 15', ['.', '--distance', '16'], 2, 'from 0 to 15'],
  ])('refuses %s', async (_, args, status, message) => {
    const run = await runCli(['dataset', 'dedupe', ...args], { cwd: place.folder });
    expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(message)]);
  });

  it('has the default distance of the library', () => {
    const command = new Command().addOption(distanceOption()).parse([], { from: 'user' });
    expect(command.opts().distance).toBe(DUPLICATE_DEFAULTS.maxDistance);
  });
});
