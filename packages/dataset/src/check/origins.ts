import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf, type Provenance } from '@maskpred/core';
import { CROPS_FILE, parseCropRecords } from '../crop-record.js';

/** Tells where pictures of a folder came from. */
export type FindOrigin = (path: string, sha256: string) => Provenance | undefined;

/**
 * Looks pictures up in what crawls recorded: by their own bytes, or for face crops by the picture they were cut from.
 * @throws {MaskpredError} FILE_UNREADABLE or ANNOTATION_PARSE_FAILED for the folder's `crops.jsonl`.
 */
export async function openOrigins(folder: string, provenance: readonly Provenance[]): Promise<FindOrigin> {
  const byHash = new Map<string, Provenance>();
  for (const entry of provenance) {
    byHash.set(entry.sha256, entry);
    if (entry.sourceSha256 !== undefined) byHash.set(entry.sourceSha256, entry);
  }
  const sourceOf =
    byHash.size > 0 ? await readCropSources(join(folder, CROPS_FILE)) : new Map<string, string>();
  return (path, sha256) => byHash.get(sha256) ?? byHash.get(sourceOf.get(path) ?? '');
}

async function readCropSources(file: string): Promise<Map<string, string>> {
  try {
    const records = parseCropRecords(await readFile(file, 'utf8'), file);
    return new Map(records.map(({ fileName, sourceSha256 = '' }) => [fileName, sourceSha256]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    if (MaskpredError.isInstance(error)) throw error;
    throw new MaskpredError('FILE_UNREADABLE', `${file}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
