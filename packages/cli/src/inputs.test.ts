import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInputs } from './inputs.js';

let folder: string;
const FILES = [
  'b.JPG',
  'a.png',
  'notes.txt',
  'sub/c.webp',
  'sub/deep er/d.gif',
  'odd[1].jpg',
  '.hidden/e.jpg',
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-inputs-'));
  for (const name of FILES) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  await mkdir(join(folder, 'empty'));
  await symlink(folder, join(folder, 'sub', 'loop'), 'dir');
});

afterAll(() => rm(folder, { recursive: true }));

async function namesOf(paths: readonly string[], exclude?: string): Promise<string[]> {
  const inputs = await findInputs(paths, exclude === undefined ? {} : { exclude });
  return inputs.map(({ image }) => (/^https?:/.test(image) ? image : relative(folder, image)));
}

describe('findInputs', () => {
  it('says what to do without any path', async () => {
    await expect(findInputs([])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('maskpred predict photo.jpg'),
    });
  });

  it('searches a folder to any depth, by name, and only for pictures', async () => {
    const names = await namesOf([join(folder, 'sub')]);
    expect(names.filter((name) => !name.includes('loop'))).toEqual([
      join('sub', 'c.webp'),
      join('sub', 'deep er', 'd.gif'),
    ]);
    expect(names.length).toBeLessThan(50); // the link to a parent folder ends
  });

  it('expands globs, takes a file that is called like one, and passes URLs on', async () => {
    expect(await namesOf([join(folder, '*.{png,JPG}')])).toEqual(['a.png', 'b.JPG']);
    expect(await namesOf([join(folder, 'odd[1].jpg')])).toEqual(['odd[1].jpg']);
    expect(await namesOf(['https://example.org/a?b=*'])).toEqual(['https://example.org/a?b=*']);
  });

  it('keeps the order given and each picture once', async () => {
    const a = join(folder, 'a.png');
    expect(await namesOf([join(folder, 'b.JPG'), a, join(folder, 'sub', '..', 'a.png'), a])).toEqual([
      'b.JPG',
      'a.png',
    ]);
  });

  it('leaves a file that is named to the decoder, whatever its name, also when it is missing', async () => {
    const [notes, missing] = await findInputs([join(folder, 'notes.txt'), join(folder, 'gone(1).jpg')]);
    expect([notes.failure, missing.failure]).toEqual([undefined, undefined]);
  });

  it('makes a folder without pictures an input that failed, and a glob without any an error', async () => {
    const [empty] = await findInputs([join(folder, 'empty')]);
    expect(empty.failure).toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(findInputs([join(folder, '*.tiff')])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('leaves out what lies in the folder for copies', async () => {
    expect(await namesOf([join(folder, 'sub', '**')], join(folder, 'sub', 'deep er'))).not.toContain(
      join('sub', 'deep er', 'd.gif'),
    );
  });
});
