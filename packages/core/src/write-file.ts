import { rmSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaskpredError, messageOf } from './error.js';

/** Files under way: removed when the process ends in the middle. One listener for all, since many may be written at once. */
const underWay = new Set<string>();
let counter = 0;

/**
 * Writes a file so that at its path there is all of it or what was there before, creating its folders: write, sync,
 * rename. What an ended process left beside it is named `<path>.<pid>-<n>.tmp`.
 *
 * By hand, because write-file-atomic 7.0.1 does not look at how much was written: on a disk that fills up it renames a
 * file that is cut short.
 * @param content - text is written as UTF-8.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}-${counter++}.tmp`;
  try {
    await assertReplaceable(path);
    await mkdir(dirname(path), { recursive: true });
    if (underWay.size === 0) process.once('exit', removeUnderWay);
    underWay.add(temporary);
    await writeWhole(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new MaskpredError(
      'WRITE_FAILED',
      `${path}: cannot be written: ${messageOf(error)}. Check the folder, its rights and the free space.`,
      { cause: error },
    );
  } finally {
    underWay.delete(temporary);
    if (underWay.size === 0) process.removeListener('exit', removeUnderWay);
  }
}

/** A rename would put a file in the place of a device such as /dev/null. */
async function assertReplaceable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) throw new Error('it is there already, and is no file');
}

function removeUnderWay(): void {
  for (const temporary of underWay) rmSync(temporary, { force: true });
}

async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync(); // else a full disk may show only after the rename
  } finally {
    await handle.close();
  }
}
