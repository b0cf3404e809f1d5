import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTemporaryPath } from './temporary-path.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-temporary-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The number of a process that has ended. */
const goneProcess = () => spawnSync(process.execPath, ['-e', '']).pid;

/** The name that a file under way would have in the process of this number. */
async function nameFor(pid: number): Promise<string> {
  const elsewhere = await openTemporaryPath(join(folder, 'elsewhere'));
  await elsewhere.remove();
  return basename(elsewhere.path).replace(`-${process.pid}-`, `-${pid}-`);
}

describe('openTemporaryPath', () => {
  it('makes the folder, gives each caller a path of its own, and leaves nothing', async () => {
    const place = join(folder, 'a', 'b');
    const [one, other] = [await openTemporaryPath(place), await openTemporaryPath(place)];
    expect(one.path).not.toBe(other.path);
    await writeFile(one.path, 'x');
    await mkdir(other.path);
    await writeFile(join(other.path, 'y'), 'y');
    await one.remove();
    await other.remove();
    await other.remove();
    expect(await readdir(place)).toEqual([]);
  });

  it('leaves alone what was renamed', async () => {
    const { path, remove } = await openTemporaryPath(folder);
    await writeFile(path, 'x');
    await rename(path, join(folder, 'x'));
    await remove();
    expect(await readdir(folder)).toEqual(['x']);
  });

  it('removes what a process that is gone has left, and nothing else', async () => {
    const gone = await nameFor(goneProcess());
    const goneFolder = (await nameFor(goneProcess())).replace(/[0-9a-f]{8}\.tmp/, '00000000.tmp');
    const running = await nameFor(process.ppid);
    const ofAnotherHost = gone.replace(/maskpred-[0-9a-f]{8}/, 'maskpred-00000000');
    const place = join(folder, 'place');
    await mkdir(join(place, goneFolder), { recursive: true });
    const others = [running, ofAnotherHost, 'x.tmp', `.maskpred-${goneProcess()}.tmp`, `a${gone}`];
    for (const name of [gone, join(goneFolder, 'file'), ...others]) await writeFile(join(place, name), 'x');
    await (await openTemporaryPath(place)).remove();
    expect((await readdir(place)).sort()).toEqual([...others].sort());
  });

  it('removes its own when the process ends first', async () => {
    const script = `
      import { writeFileSync } from 'node:fs';
      import { openTemporaryPath } from '@maskpred/core/node';
      writeFileSync((await openTemporaryPath(process.argv[1])).path, 'x');
      process.exit(0);`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], {
      cwd: import.meta.dirname,
    });
    expect([status, await readdir(folder)]).toEqual([0, []]);
  });
});
