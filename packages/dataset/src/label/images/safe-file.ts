import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';

/**
 * The real path of a file of a folder.
 * @param root - with links resolved.
 * @throws {MaskpredError} FILE_NOT_FOUND when it is not there, ADDRESS_FORBIDDEN when a link leads out of the folder.
 */
export async function resolveInside(root: string, name: string): Promise<string> {
  let path: string;
  try {
    path = await realpath(join(root, name));
  } catch (error) {
    throw new MaskpredError('FILE_NOT_FOUND', `${name}: no such file in the folder any more.`, {
      cause: error,
    });
  }
  if (!isInside(root, path)) {
    throw new MaskpredError(
      'ADDRESS_FORBIDDEN',
      `${name}: a symbolic link out of the folder, which is not followed. Copy the file into it.`,
    );
  }
  return path;
}

/**
 * Refuses to write where a link leads out of the folder.
 * @param root - with links resolved.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function assertInside(root: string, name: string): Promise<void> {
  for (let current = dirname(join(root, name)); current !== root; current = dirname(current)) {
    const real = await realpath(current).catch(() => undefined); // it is made when the file is written
    if (real === undefined) continue;
    if (isInside(root, real)) return;
    throw new MaskpredError(
      'WRITE_FAILED',
      `${name}: its folder is a symbolic link out of the folder, where nothing is written. Put a folder in its place.`,
    );
  }
}

/** Whether a path stays below the folder that it is relative to, links aside. */
export function staysBelow(name: string): boolean {
  const way = normalize(name);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function isInside(root: string, path: string): boolean {
  return staysBelow(relative(root, path));
}
