import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openTemporaryPath } from './temporary-path.js';

/** A place for a file that is written beside another, and takes its place when it is whole. */
export interface Replacement {
  /** Where to write it. Nothing is there yet. */
  readonly path: string;
  /** Puts it on the disk and in its place. */
  commit(): Promise<void>;
  /** Removes what is not committed. May be called again. */
  remove(): Promise<void>;
}

/**
 * Opens a replacement for the file of a path, whose folder is made. What a killed process left beside it,
 * `.maskpred-*.tmp`, is removed by the next one that writes there.
 * @throws what the file system throws, and an Error where there is something other than a file.
 */
export async function openReplacement(path: string): Promise<Replacement> {
  const existing = await stat(path).catch(() => undefined);
  // A rename would put a file in the place of a device such as /dev/null.
  if (existing && !existing.isFile()) throw new Error('it is there already, and is no file');
  const temporary = await openTemporaryPath(dirname(path));
  return {
    path: temporary.path,
    async commit() {
      await syncFile(temporary.path); // else a full disk may show only after the rename
      await rename(temporary.path, path);
      await temporary.remove();
    },
    remove: () => temporary.remove(),
  };
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
