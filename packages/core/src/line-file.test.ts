import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLineFile } from './line-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-lines-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('openLineFile', () => {
  it('makes an empty file, with its folder', async () => {
    const path = join(folder, 'a', 'x.jsonl');
    await (await openLineFile(path)).close();
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('goes on after the whole lines, in the order of the calls', async () => {
    const path = join(folder, 'x.jsonl');
    await writeFile(path, 'ä\nhal');
    const file = await openLineFile(path, Buffer.byteLength('ä\n'));
    await Promise.all(Array.from({ length: 50 }, (_, i) => file.append(`${i}\n`)));
    await file.sync();
    await file.close();
    const numbers = Array.from({ length: 50 }, (_, i) => `${i}\n`).join('');
    expect(await readFile(path, 'utf8')).toBe(`ä\n${numbers}`);
  });

  it('says what is in the way', async () => {
    await mkdir(join(folder, 'x'));
    await writeFile(join(folder, 'file'), '');
    for (const name of ['x', 'file/x']) {
      await expect(openLineFile(join(folder, name))).rejects.toMatchObject({
        code: 'WRITE_FAILED',
        message: expect.stringContaining(join(folder, name)) as string,
      });
    }
  });

  it.skipIf(process.platform === 'win32')(
    'takes back what a disk that is full has cut short, and goes on with lines that fit',
    async () => {
      const path = join(folder, 'x.jsonl');
      const script = `
        import { openLineFile } from '@maskpred/core/node';
        process.on('SIGXFSZ', () => undefined); // the limit of the test sends it beside the error; a full disk does not
        const file = await openLineFile(process.argv[1]);
        const answers = [];
        for (const length of [300, 600, 300, 300, 90]) {
          const line = 'x'.repeat(length - 1) + '\\n';
          answers.push(await file.append(line).then(() => 'kept', ({ code }) => code));
        }
        await file.close();
        console.log(answers.join(' '));`;
      const limited = ['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath]; // KiB a file
      const { stdout } = spawnSync('bash', [...limited, '--input-type=module', '-e', script, path], {
        cwd: import.meta.dirname,
        encoding: 'utf8',
      });
      expect(stdout.trim()).toBe('kept kept WRITE_FAILED WRITE_FAILED kept');
      const lines = (await readFile(path, 'utf8')).split('\n');
      expect(lines.map(({ length }) => length)).toEqual([299, 599, 89, 0]);
    },
  );
});
