import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { pathOf, readBytes } from '../decode/node.js';
import { MaskpredError } from '../error.js';
import type { ReadBytes } from './model-files.js';

/** `readBytes`, which refuses a symbolic link out of `folder` where that is given. */
export const readModelFile: ReadBytes = async (location, folder) => {
  if (folder !== undefined) await assertInside(location, folder);
  return readBytes(location);
};

async function assertInside(location: string | URL, folder: string | URL): Promise<void> {
  const path = pathOf(location);
  if (path === undefined) return;
  const [root, real] = await Promise.all([realOf(pathOf(folder)! || '.'), realOf(path)]);
  if (root === undefined || real === undefined) return; // reading it says what is missing
  const way = relative(root, real);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw new MaskpredError(
      'ADDRESS_FORBIDDEN',
      `${path}: a symbolic link out of the model's folder, which is not followed. Copy the file into it.`,
    );
  }
}

function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
