import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { assertArgument, MaskpredError } from '@maskpred/core';
import { openTemporaryPath, type TemporaryPath, writeFailed } from '@maskpred/core/node';
import { walkFolder } from './files.js';

/**
 * Fills a folder so that nothing in it is ever half-written: `fill` writes into another folder, whose files are then
 * renamed. A new folder appears as a whole. What a killed process left, `.maskpred-*.tmp`, is removed by the next one.
 *
 * @param force - whether files of a folder that is not empty may be replaced; others in it stay.
 * @throws {MaskpredError} INVALID_ARGUMENT for a file, or without `force` a folder that is not empty; WRITE_FAILED.
 */
export async function stageFolder(
  target: string,
  force: boolean,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const isThere = await assertTarget(target, force);
  let staging: TemporaryPath | undefined;
  try {
    staging = await openTemporaryPath(isThere ? target : dirname(resolve(target)));
    await mkdir(staging.path);
    await fill(staging.path);
    if (isThere) await moveFiles(staging.path, target);
    else await rename(staging.path, target);
  } catch (error) {
    if (MaskpredError.isInstance(error) || !isSystemError(error)) throw error;
    throw writeFailed(target, error);
  } finally {
    await staging?.remove();
  }
}

/**
 * Refuses a target before any work is done; true when the folder is there.
 * @throws {MaskpredError} INVALID_ARGUMENT, or WRITE_FAILED when it cannot be looked at.
 */
export async function assertTarget(target: string, force: boolean): Promise<boolean> {
  try {
    assertArgument((await stat(target)).isDirectory(), `${target}: is a file. Name a folder to write to.`);
    const names = await readdir(target);
    assertArgument(
      names.length === 0 || force,
      `${target}: holds files already (${names[0]} …). Choose another folder, or replace them with \`force\` (--force).`,
    );
    return true;
  } catch (error) {
    if (MaskpredError.isInstance(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw writeFailed(target, error);
  }
}

async function moveFiles(from: string, to: string): Promise<void> {
  for (const { path } of await walkFolder(from, '')) {
    const place = join(to, relative(from, path));
    await mkdir(dirname(place), { recursive: true });
    await rename(path, place);
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
