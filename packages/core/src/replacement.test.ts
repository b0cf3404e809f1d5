import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplacement } from './replacement.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-replacement-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('openReplacement', () => {
  it('leaves what is there until it is committed, and nothing beside it', async () => {
    const path = join(folder, 'clip.mp4');
    await writeFile(path, 'before');
    const replacement = await openReplacement(path);
    await writeFile(replacement.path, 'after');
    expect(await readFile(path, 'utf8')).toBe('before');
    await replacement.commit();
    expect(await readFile(path, 'utf8')).toBe('after');
    expect(await readdir(folder)).toEqual(['clip.mp4']);
  });

  it('leaves what is there when it is removed instead', async () => {
    const path = join(folder, 'kept', 'a.txt');
    const first = await openReplacement(path);
    await writeFile(first.path, 'kept');
    await first.commit();
    const second = await openReplacement(path);
    await writeFile(second.path, 'half');
    await second.remove();
    await second.remove();
    expect(await readdir(join(folder, 'kept'))).toEqual(['a.txt']);
    expect(await readFile(path, 'utf8')).toBe('kept');
  });

  it('takes the place of files only', async () => {
    await mkdir(join(folder, 'a-folder'));
    await expect(openReplacement(join(folder, 'a-folder'))).rejects.toThrow('is no file');
    await expect(openReplacement('/dev/null')).rejects.toThrow('is no file');
  });
});
