import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MaskpredError } from '@maskpred/core';

/** The built webcam app: a folder of files, and what to send with each of them. */
export interface AppFolder {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Finds the app that ships beside this code. @throws {MaskpredError} FILE_NOT_FOUND where it was not built. */
export async function findAppFolder(): Promise<AppFolder> {
  const path = fileURLToPath(new URL('webcam', import.meta.url));
  if (!existsSync(join(path, 'index.html'))) {
    throw new MaskpredError(
      'FILE_NOT_FOUND',
      `${path}: the webcam app is missing. Install @maskpred/cli again, or in its repository run: npm run build`,
    );
  }
  const headers = JSON.parse(await readFile(join(path, 'headers.json'), 'utf8')) as Record<string, string>;
  return { path, headers };
}
