import { writeFile } from 'node:fs/promises';
import { openReplacement } from './replacement.js';
import { asWriting } from './write-failed.js';

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
  await asWriting(path, async () => {
    const replacement = await openReplacement(path);
    try {
      await writeFile(replacement.path, content);
      await replacement.commit();
    } finally {
      await replacement.remove();
    }
  });
}
