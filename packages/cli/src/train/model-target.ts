import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { openTemporaryPath, type TemporaryPath, writeFileAtomic } from '@maskpred/core/node';

/**
 * Refuses a folder that holds something other than a model, before any work is done.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export async function assertModelTarget(folder: string): Promise<void> {
  await restorePrevious(folder);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${folder}: is no folder to write a model to: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
  if (names.length > 0 && !(await isModelOfOurs(folder))) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${folder}: holds other files (${names[0]} …) and no model of maskpred, so it is not replaced. Choose another --out.`,
    );
  }
}

/** Classifiers and detectors of ours say so in their graph; models of other tools are not replaced. */
async function isModelOfOurs(folder: string): Promise<boolean> {
  try {
    const graph = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as { generatedBy?: unknown };
    return graph.generatedBy === 'maskpred';
  } catch {
    return false; // none, or it is damaged
  }
}

/**
 * Writes a model folder beside its place and then moves it there, so that there is always a whole model or none. A
 * process that is killed between the two renames leaves the previous one aside; {@link assertModelTarget} brings it back.
 * @throws {MaskpredError} WRITE_FAILED; what was there before stays.
 */
export async function writeModelFolder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const target = resolve(folder);
  const previous = previousOf(folder);
  let fresh: TemporaryPath | undefined;
  try {
    await restorePrevious(folder);
    fresh = await openTemporaryPath(dirname(target));
    await mkdir(fresh.path);
    for (const [name, content] of Object.entries(files))
      await writeFileAtomic(join(fresh.path, name), content);
    await rename(target, previous).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(fresh.path, target);
    await rm(previous, { recursive: true, force: true });
  } catch (error) {
    await rename(previous, target).catch(() => undefined);
    throw new MaskpredError(
      'WRITE_FAILED',
      `${folder}: the model cannot be written: ${messageOf(error)}. Check the rights and the free space of its parent folder.`,
      { cause: error },
    );
  } finally {
    await fresh?.remove();
  }
}

/** Where the model that is being replaced lies for a moment. */
function previousOf(folder: string): string {
  const target = resolve(folder);
  return join(dirname(target), `.${basename(target)}.maskpred-previous`);
}

/** Puts right what a process that was killed in {@link writeModelFolder} left; what hinders it shows when it is written. */
async function restorePrevious(folder: string): Promise<void> {
  const previous = previousOf(folder);
  await stat(folder).then(
    () => rm(previous, { recursive: true, force: true }),
    () => rename(previous, folder).catch(() => undefined),
  );
}
