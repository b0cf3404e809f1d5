import { rmSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';

/**
 * Writes a file so that at its path there is all of it or what was there before, creating its folders.
 *
 * By hand, because write-file-atomic 7.0.1 does not look at how much was written: on a disk that fills up it renames a
 * file that is cut short.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function writeCopy(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const removeAtExit = () => rmSync(temporary, { force: true });
  try {
    await mkdir(dirname(path), { recursive: true });
    process.once('exit', removeAtExit);
    await writeWhole(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new MaskpredError(
      'WRITE_FAILED',
      `${path}: cannot be written: ${messageOf(error)}. Check the folder of --out, its rights and the free space.`,
      { cause: error },
    );
  } finally {
    process.removeListener('exit', removeAtExit);
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync(); // else a full disk may show only after the rename
  } finally {
    await handle.close();
  }
}
