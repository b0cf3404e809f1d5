import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaskpredError, messageOf } from './error.js';
import { openTemporaryPath, type TemporaryPath } from './temporary-path.js';

/**
 * Writes a file so that at its path there is all of it or what was there before, creating its folders: write, sync,
 * rename. What a killed process left beside it, `.maskpred-*.tmp`, is removed by the next one that writes there.
 *
 * By hand, because write-file-atomic 7.0.1 does not look at how much was written: on a disk that fills up it renames a
 * file that is cut short.
 * @param content - text is written as UTF-8.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  let temporary: TemporaryPath | undefined;
  try {
    await assertReplaceable(path);
    temporary = await openTemporaryPath(dirname(path));
    await writeWhole(temporary.path, content);
    await rename(temporary.path, path);
  } catch (error) {
    throw new MaskpredError(
      'WRITE_FAILED',
      `${path}: cannot be written: ${messageOf(error)}. Check the folder, its rights and the free space.`,
      { cause: error },
    );
  } finally {
    await temporary?.remove();
  }
}

/** A rename would put a file in the place of a device such as /dev/null. */
async function assertReplaceable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) throw new Error('it is there already, and is no file');
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
