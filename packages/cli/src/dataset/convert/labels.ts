import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { parseLabels } from '@maskpred/dataset';
import { readLabels } from '@maskpred/dataset/node';

/**
 * The project's list of labels: the one that was given, else undefined when the source has its own, else that of the
 * target, so that converting again keeps the class ids.
 */
export async function chooseLabels(
  from: string,
  given: readonly string[] | undefined,
  ofTarget: () => Promise<readonly string[] | undefined>,
): Promise<readonly string[] | undefined> {
  if (given) return given;
  const isFolder = await stat(from).then(
    (stats) => stats.isDirectory(),
    () => true, // what is missing is told when it is read
  );
  const ofSource = await readLabels(isFolder ? from : dirname(from));
  return ofSource ? undefined : ofTarget();
}

/** @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE, ANNOTATION_PARSE_FAILED. */
export async function readLabelsFile(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const code = error.code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE';
    throw new MaskpredError(code, `${file}: cannot be read: ${messageOf(error)}. Check --labels.`, {
      cause: error,
    });
  });
  return parseLabels(text, file);
}
