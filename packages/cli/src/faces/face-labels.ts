import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { parseManifest } from '@maskpred/core/manifest';
import type { PictureInput } from '../inputs.js';

/** Says what the faces of a picture are called, as far as its place tells. */
export type LabelOf = (input: PictureInput) => string | undefined;

const MANIFEST = 'manifest.jsonl';

/**
 * Reads labels from where pictures lie: the `labelHint` of a crawl's `manifest.jsonl` in the folder that was named, else
 * the picture's folder directly below it (`<folder>/<label>/a.jpg`).
 *
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED when a `manifest.jsonl` is none of a crawl.
 */
export async function readPlaceLabels(inputs: readonly PictureInput[]): Promise<LabelOf> {
  const hints = new Map<string, ReadonlyMap<string, string>>();
  for (const root of new Set(inputs.flatMap(({ root }) => root ?? []))) {
    hints.set(root, await readHints(join(root, MANIFEST)));
  }
  return ({ image, root }) => {
    if (root === undefined) return undefined;
    const hint = hints.get(root)?.get(basename(image));
    if (hint !== undefined) return hint;
    const parts = relative(root, resolve(image)).split(sep);
    return parts.length > 1 ? parts[0] : undefined;
  };
}

async function readHints(path: string): Promise<ReadonlyMap<string, string>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read. Check its rights.`, {
      cause: error,
    });
  }
  const { entries } = parseManifest(text, path);
  return new Map(
    entries.flatMap(({ fileName, labelHint }) => (labelHint === undefined ? [] : [[fileName, labelHint]])),
  );
}
