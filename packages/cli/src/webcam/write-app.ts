import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assertArgument } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import type { AppFolder } from './app-folder.js';
import type { AppFiles } from './own-models.js';

/** Every copy of the app has it. */
const MARK = 'file-hashes.json';

/**
 * Refuses a folder that holds something other than the app, before any work is done.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export async function assertAppTarget(target: string): Promise<void> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    assertArgument(error.code === 'ENOENT', `${target}: is no folder to write the app to: ${error.message}.`);
    return [] as string[];
  });
  assertArgument(
    names.length === 0 || names.includes(MARK),
    `${target}: holds other files (${names[0]} …) and no webcam app, so nothing is written there. Choose another --out.`,
  );
}

/**
 * Writes the app with these files in it, for any static host.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function writeApp(folder: AppFolder, own: AppFiles, target: string): Promise<void> {
  await cp(folder.path, target, { recursive: true });
  for (const [path, content] of own) await writeFileAtomic(join(target, path), content);
}
