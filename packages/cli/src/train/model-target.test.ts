import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertModelTarget, writeModelFolder } from './model-target.js';

let parent: string;
let target: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'maskpred-target-'));
  target = join(parent, 'model');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const WHOLE = {
  'model.json': '{"generatedBy":"maskpred"}',
  'metadata.json': '{}',
  'shard.bin': Uint8Array.of(1, 2),
};

describe('writeModelFolder', () => {
  it('writes every file, replaces a model that is there, and leaves nothing beside it', async () => {
    await writeModelFolder(target, { 'old.bin': 'old' });
    await writeModelFolder(target, WHOLE);
    expect((await readdir(target)).sort()).toEqual(['metadata.json', 'model.json', 'shard.bin']);
    expect([...(await readFile(join(target, 'shard.bin')))]).toEqual([1, 2]);
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('leaves the previous model whole when a file cannot be written', async () => {
    await writeModelFolder(target, WHOLE);
    // A name that no file system takes fails in the middle, as a full disk does.
    const failing = { ...WHOLE, 'model.json': 'new', ['x'.repeat(300)]: 'too long' };
    await expect(writeModelFolder(target, failing)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(await readFile(join(target, 'model.json'), 'utf8')).toBe(WHOLE['model.json']);
    expect(await readdir(parent)).toEqual(['model']);
  });
});

describe('assertModelTarget', () => {
  it('brings back the model that was being replaced when a process was killed between two renames', async () => {
    const aside = join(parent, '.model.maskpred-previous');
    await writeModelFolder(target, WHOLE);
    await rename(target, aside);
    await assertModelTarget(target);
    expect(await readFile(join(target, 'model.json'), 'utf8')).toBe(WHOLE['model.json']);
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('removes the previous model of a process that was killed after both', async () => {
    await writeModelFolder(target, WHOLE);
    await writeModelFolder(join(parent, '.model.maskpred-previous'), { 'model.json': 'previous' });
    await assertModelTarget(target);
    expect(await readFile(join(target, 'model.json'), 'utf8')).toBe(WHOLE['model.json']);
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('takes a place where nothing is, an empty folder and a model', async () => {
    await assertModelTarget(target);
    await mkdir(target);
    await assertModelTarget(target);
    await writeModelFolder(target, WHOLE);
    await assertModelTarget(target);
  });

  it('refuses a model of another tool', async () => {
    await writeModelFolder(target, {
      ...WHOLE,
      'model.json': '{"generatedBy":"TensorFlow.js tfjs-layers v1.3.1"}',
    });
    await expect(assertModelTarget(target)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('refuses a folder that holds something else, and a file', async () => {
    await mkdir(target);
    await writeFile(join(target, 'diary.txt'), '');
    await expect(assertModelTarget(target)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(assertModelTarget(join(target, 'diary.txt'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
