import { mkdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import * as z from 'zod/mini';
import type { CallOptions } from './detection.js';
import { MaskpredError } from './error.js';
import { isProcessGone } from './is-process-gone.js';
import { writeFailed } from './write-failed.js';
import { writeFileAtomic } from './write-file.js';

export interface LockFolderOptions extends CallOptions {
  /** Waits for the owner to end instead of failing. @default false */
  readonly wait?: boolean;
  /** The folder was taken from us: this process stood still for too long. Nothing may be written any more. */
  readonly onLost: (error: MaskpredError) => void;
}

export interface FolderLock {
  release(): Promise<void>;
}

const ownerSchema = z.object({
  pid: z.int().check(z.gte(1)),
  host: z.string(),
  startedAt: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

/** An owner that shows no life for this long is gone, ms: it is longer than machines hang under load. */
const STALE_MS = 30_000;
/** The same for an owner whose process has ended; the least that proper-lockfile 4.1.2 allows. */
const DEAD_STALE_MS = 2000;
const POLL_MS = 200;

/**
 * The right to write into a folder, held until it is released or the process ends. A process that was killed leaves the
 * lock behind; it is taken over two seconds later where its pid is seen to be gone, after half a minute otherwise.
 * @param folder - where the files `lock` and `owner.json` lie; created.
 * @throws {MaskpredError} FOLDER_LOCKED that names the owner's pid; WRITE_FAILED.
 */
export async function lockFolder(folder: string, options: LockFolderOptions): Promise<FolderLock> {
  const { wait = false, onLost, signal } = options;
  const ownerFile = join(folder, 'owner.json');
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeFailed(folder, error);
  });
  for (;;) {
    signal?.throwIfAborted();
    const owner = await readOwner(ownerFile);
    const isDead = owner !== undefined && isGone(owner);
    try {
      const release = await lockfile.lock(folder, {
        lockfilePath: join(folder, 'lock'),
        stale: isDead ? DEAD_STALE_MS : STALE_MS,
        update: DEAD_STALE_MS / 2,
        realpath: false,
        onCompromised: (error) => onLost(locked(folder, undefined, error)),
      });
      await writeFileAtomic(ownerFile, formatOwner()).catch(async (error: unknown) => {
        await release();
        throw error;
      });
      return {
        async release() {
          await rm(ownerFile, { force: true });
          await release().catch(() => undefined); // taken over meanwhile: not ours to remove
        },
      };
    } catch (error) {
      if (MaskpredError.isInstance(error)) throw error;
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw writeFailed(folder, error);
      if (!wait && !isDead) throw locked(folder, owner);
    }
    await sleep(POLL_MS, undefined, signal ? { signal } : {}).catch(() => undefined); // aborted: thrown above
  }
}

function formatOwner(): string {
  const owner: Owner = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
  return `${JSON.stringify(owner)}\n`;
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined; // none, or it is being written
  }
}

function isGone({ pid, host }: Owner): boolean {
  return host === hostname() && isProcessGone(pid);
}

function locked(folder: string, owner: Owner | undefined, cause?: unknown): MaskpredError {
  const who = owner ? `process ${owner.pid} on ${owner.host}, since ${owner.startedAt}` : 'another process';
  return new MaskpredError(
    'FOLDER_LOCKED',
    `${folder}: ${who} writes here. Wait for it to end, stop it, or choose another folder.`,
    { cause, isRetryable: true },
  );
}
