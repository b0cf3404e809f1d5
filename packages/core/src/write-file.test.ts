import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFileAtomic } from './write-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('writeFileAtomic', () => {
  it('makes folders, replaces what was there, and leaves nothing else', async () => {
    const path = join(folder, 'a', 'b', 'x.jpg');
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3));
    await writeFileAtomic(path, Uint8Array.of(4));
    expect([...(await readFile(path))]).toEqual([4]);
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['x.jpg']);
  });

  it('says WRITE_FAILED and keeps what was there', async () => {
    await writeFile(join(folder, 'file'), 'in the way');
    const failing = writeFileAtomic(join(folder, 'file', 'x.jpg'), Uint8Array.of(1));
    await expect(failing).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    await expect(writeFileAtomic(join(folder, 'a', 'b'), Uint8Array.of(1))).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('in the way');
    expect((await readdir(join(folder, 'a'))).sort()).toEqual(['b']);
  });

  it.skipIf(process.platform === 'win32')('does not put a file in the place of a socket', async () => {
    const path = join(folder, 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    await expect(writeFileAtomic(path, 'x')).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect((await stat(path)).isSocket()).toBe(true);
    server.close();
  });
});
