import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';

/**
 * Refuses a folder that holds something other than a model, before any work is done.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export async function assertModelTarget(folder: string): Promise<void> {
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
 * Writes a model folder beside its place and then moves it there, so that there is always a whole model or none.
 * @throws {MaskpredError} WRITE_FAILED; what was there before stays.
 */
export async function writeModelFolder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const target = resolve(folder);
  const beside = (suffix: string) => join(dirname(target), `.${basename(target)}.${process.pid}.${suffix}`);
  const fresh = beside('new');
  const old = beside('old');
  try {
    await mkdir(fresh, { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFileAtomic(join(fresh, name), content);
    await rename(target, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(fresh, target);
  } catch (error) {
    await rename(old, target).catch(() => undefined);
    throw new MaskpredError(
      'WRITE_FAILED',
      `${folder}: the model cannot be written: ${messageOf(error)}. Check the rights and the free space of its parent folder.`,
      { cause: error },
    );
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}
