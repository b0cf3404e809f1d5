import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm, rmdir, stat, statfs, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of its own, in memory. */
export interface SmallDisk {
  readonly path: string;
  /** Bytes in use. */
  used(): Promise<number>;
  /** Fills it but for so many bytes, rounded to blocks. */
  fill(free: number): Promise<void>;
  /** Takes away what filled it. */
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
}

const FILLER = '.filler';

/** Whoever else writes at the same time helps to fill it. */
function passOverFull(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOSPC') throw error;
}

/** Mounts a disk; undefined, with a line that says why, where this process may not. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'maskpred-disk-'));
  const [sudo, owner] =
    process.getuid?.() === 0
      ? [[], '']
      : [['sudo', '-n'], `,uid=${process.getuid?.()},gid=${process.getgid?.()}`];
  const asRoot = (...args: string[]) => run([...sudo, ...args][0]!, [...sudo, ...args].slice(1));
  try {
    await asRoot('mount', '-t', 'tmpfs', '-o', `size=${bytes}${owner}`, 'tmpfs', path);
  } catch (error) {
    await rmdir(path);
    console.log(
      `Full disks are not tested: a small one cannot be mounted here (${String(error).split('\n')[0]}).`,
    );
    return undefined;
  }
  const statOf = async () => {
    const { bsize, blocks, bavail } = await statfs(path);
    return { block: bsize, free: bavail * bsize, used: (blocks - bavail) * bsize };
  };
  const makeRoom = () => rm(join(path, FILLER), { force: true });
  return {
    path,
    used: async () => (await statOf()).used,
    async fill(free) {
      const { block, free: available } = await statOf();
      const missing = Math.ceil(free / block) * block - available;
      const filler = join(path, FILLER);
      if (missing < 0) await appendFile(filler, Buffer.alloc(-missing)).catch(passOverFull);
      else if (missing > 0) await truncate(filler, (await stat(filler)).size - missing);
    },
    makeRoom,
    async remove() {
      await asRoot('umount', path);
      await rmdir(path);
    },
  };
}
