import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.js';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'maskpred-lock-')), 'state');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));
const onLost = () => undefined;

describe('lockFolder', () => {
  it('is had by one at a time, and names who has it', async () => {
    const lock = await lockFolder(folder, { onLost });
    await expect(lockFolder(folder, { onLost })).rejects.toMatchObject({
      code: 'FOLDER_LOCKED',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    await lock.release();
    await (await lockFolder(folder, { onLost })).release();
  });

  it('is waited for when asked, until the call is aborted', async () => {
    const lock = await lockFolder(folder, { onLost });
    const reason = new Error('enough');
    const aborted = lockFolder(folder, { onLost, wait: true, signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
    const controller = new AbortController();
    const stopped = lockFolder(folder, { onLost, wait: true, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(stopped).rejects.toBe(reason);
    const waiting = lockFolder(folder, { onLost, wait: true });
    await lock.release();
    await (await waiting).release();
  });

  it('is taken over from a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await mkdir(join(folder, 'lock'), { recursive: true });
    const owner = { pid: child.pid, host: hostname(), startedAt: new Date().toISOString() };
    await writeFile(join(folder, 'owner.json'), JSON.stringify(owner));
    await (await lockFolder(folder, { onLost })).release();
  });

  it('fails where nothing can be written', async () => {
    await writeFile(folder, 'a file');
    await expect(lockFolder(folder, { onLost })).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
});
