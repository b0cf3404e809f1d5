import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { isProcessGone } from './is-process-gone.js';

/** A place for a file or a folder that is renamed when it is whole. */
export interface TemporaryPath {
  readonly path: string;
  /** Removes what is there, if anything still is. May be called again. */
  remove(): Promise<void>;
}

/** `.maskpred-<host>-<pid>-<random>.tmp`: the host, because a process of another one cannot be seen to have ended. */
const NAME = /^\.maskpred-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.tmp$/;

const host = () => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Removed when the process ends in the middle. One listener for all, since many may be under way at once. */
const underWay = new Set<string>();
/** Folders that were looked through: once a process, because folders of pictures are long. */
const tidied = new Set<string>();

/**
 * A path in a folder, which is made, where nothing is yet. What processes that were killed have left in the folder is
 * removed, and this one too when the process ends first.
 * @throws what the file system throws.
 */
export async function openTemporaryPath(folder: string): Promise<TemporaryPath> {
  await mkdir(folder, { recursive: true });
  const key = resolve(folder);
  if (!tidied.has(key)) {
    tidied.add(key);
    await removeAbandoned(folder);
  }
  const path = join(folder, `.maskpred-${host()}-${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  if (underWay.size === 0) process.once('exit', removeUnderWay);
  underWay.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
      underWay.delete(path);
      if (underWay.size === 0) process.removeListener('exit', removeUnderWay);
    },
  };
}

function removeUnderWay(): void {
  for (const path of underWay) rmSync(path, { recursive: true, force: true });
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, owner, pid] = NAME.exec(name) ?? [];
    if (owner !== host() || !isProcessGone(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
