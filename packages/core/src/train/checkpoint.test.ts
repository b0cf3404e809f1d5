import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint as read, removeCheckpoint, writeCheckpoint } from './checkpoint.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-checkpoint-'));
  path = join(folder, 'deep', 'model.checkpoint');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const checkpoint = {
  state: { epoch: 3, loss: 0.1 + 0.2 },
  arrays: { kernel: Float32Array.of(1.1, -2.2, NaN), bias: new Float32Array(), m: Float32Array.of(7) },
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const readCheckpoint = (file: string, key: string) => read(file, key, isObject);

describe('checkpoints', () => {
  it('are none where nothing was written', async () => {
    expect(await readCheckpoint(path, 'key')).toEqual({ status: 'none' });
    await removeCheckpoint(path);
  });

  it('come back to the bit, and leave nothing else behind', async () => {
    await writeCheckpoint(path, 'key', { state: {}, arrays: {} });
    await writeCheckpoint(path, 'key', checkpoint);
    expect(await readCheckpoint(path, 'key')).toEqual({ status: 'found', checkpoint });
    expect(await readdir(join(folder, 'deep'))).toEqual(['model.checkpoint']);
    await removeCheckpoint(path);
    expect(await readCheckpoint(path, 'key')).toEqual({ status: 'none' });
  });

  it('of other data or options are told apart', async () => {
    await writeCheckpoint(path, 'key', checkpoint);
    expect(await readCheckpoint(path, 'another')).toEqual({ status: 'other' });
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['of noise', () => Buffer.from('no checkpoint at all')],
    ['changed in one bit', (bytes: Buffer) => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1)],
    [
      'changed in a number of the state',
      (bytes: Buffer) => bytes.fill('4', bytes.indexOf('"epoch":3') + 8, bytes.indexOf('"epoch":3') + 9),
    ],
  ])('that are %s are called damaged', async (_, damage) => {
    await writeCheckpoint(path, 'key', checkpoint);
    await writeFile(path, damage(await readFile(path)));
    expect(await readCheckpoint(path, 'key')).toEqual({ status: 'damaged' });
  });

  it('with another state than was expected are called damaged', async () => {
    await writeCheckpoint(path, 'key', { state: 'none', arrays: {} });
    expect(await readCheckpoint(path, 'key')).toEqual({ status: 'damaged' });
  });

  it('that cannot be written say WRITE_FAILED, those that cannot be read FILE_UNREADABLE', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeCheckpoint(join(folder, 'file', 'x'), 'key', checkpoint)).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
    await expect(readCheckpoint(folder, 'key')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
