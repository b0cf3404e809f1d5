import {
  appendFile,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOURNAL_FILE } from './journal.js';
import { moveFiles, undoMoves } from './move-files.js';

let root: string;
let from: string;
let to: string;
const signal = new AbortController().signal;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred move-'));
  [from, to] = [join(root, 'from'), join(root, 'to')];
  await mkdir(join(from, 'a'), { recursive: true });
  for (const name of ['a/1', 'a/2', '3']) await writeFile(join(from, name), name);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const visible = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

describe('moveFiles and undoMoves', () => {
  it('move nothing', async () => {
    expect(await moveFiles([], from, to, { signal })).toEqual([]);
    await expect(undoMoves(to, { signal })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('move there and back', async () => {
    expect(await moveFiles(['a/1', '3'], from, to, { signal })).toEqual([]);
    expect(await readFile(join(to, 'a/1'), 'utf8')).toBe('a/1');
    expect(await visible(from)).toBe(1);
    expect(await undoMoves(to, { signal })).toEqual({ count: 2, errors: [] });
    expect([await visible(from), await visible(to)]).toEqual([3, 0]);
  });

  it('come back from a run that was killed at any step of a move', async () => {
    await moveFiles(['a/1'], from, to, { signal });
    const note = (name: string) => `${JSON.stringify({ name, from })}\n`;
    await appendFile(join(to, JOURNAL_FILE), note('a/2') + note('3') + note('gone').slice(0, 9));
    await link(join(from, '3'), join(to, '3')); // linked, and not yet removed; a/2 was only noted
    expect(await undoMoves(to, { signal })).toEqual({ count: 2, errors: [] });
    for (const name of ['a/1', 'a/2', '3']) expect(await readFile(join(from, name), 'utf8')).toBe(name);
    expect(await visible(to)).toBe(0);
  });

  it('go on after a run that was killed in the middle of a note, or between the two steps of a move', async () => {
    await moveFiles(['a/1'], from, to, { signal });
    const note = (name: string) => `${JSON.stringify({ name, from })}\n`;
    await appendFile(join(to, JOURNAL_FILE), note('3') + note('a/2').slice(0, 9));
    await copyFile(join(from, '3'), join(to, '3')); // to another disk
    expect(await moveFiles(['a/2', '3'], from, to, { signal })).toEqual([]);
    expect([await visible(from), await visible(to)]).toEqual([0, 4]); // with the journal
    expect(await undoMoves(to, { signal })).toEqual({ count: 3, errors: [] });
    for (const name of ['a/1', 'a/2', '3']) expect(await readFile(join(from, name), 'utf8')).toBe(name);
  });

  it('name a file that is gone, and move the rest', async () => {
    const errors = await moveFiles(['gone', '3'], from, to, { signal });
    expect(errors.map(({ code, message }) => [code, message.split(':')[0]])).toEqual([
      ['WRITE_FAILED', 'gone'],
    ]);
    expect(await visible(from)).toBe(2);
  });

  it('stop between two files', async () => {
    const controller = new AbortController();
    const run = moveFiles(['a/1', 'a/2', '3'], from, to, {
      signal: controller.signal,
      onMoved: () => controller.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(await visible(from)).toBe(2);
  });
});
