import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf, type Provenance } from '@maskpred/core';
import { type CropRecord, CROPS_FILE, parseCropRecords, type UnreadPicture } from '@maskpred/dataset';
import { hashFile, readProvenance } from '@maskpred/dataset/node';
import type { CommandContext } from '../../context.js';
import { itemOf } from '../dedupe/find-pictures.js';
import { groupPictures } from '../dedupe/group-pictures.js';
import type { DatasetItem } from './read-items.js';

/** By what pictures belong together: they look the same, were cut from one picture, or come from one page. */
export type Grouping = 'near' | 'source' | 'page';

export interface FindGroupsOptions {
  readonly groups: readonly Grouping[];
  /** File of the user's own groups. */
  readonly groupsFile?: string;
  /** Crawls that the pictures came from. */
  readonly crawl?: readonly string[];
  readonly distance: number;
  readonly cache: string;
}

export interface FoundGroups {
  /** Names of what each picture shares with others, by its id. */
  readonly namesOf: ReadonlyMap<string, readonly string[]>;
  /** Pictures that could not be compared; they are split all the same. */
  readonly unread: readonly UnreadPicture[];
}

/** What the pictures of a folder have in common. */
export async function findGroups(
  folder: string,
  items: readonly DatasetItem[],
  options: FindGroupsOptions,
  context: CommandContext,
): Promise<FoundGroups> {
  const { groups, groupsFile, distance, cache } = options;
  const namesOf = new Map<string, string[]>(items.map(({ id }) => [id, []]));
  let unread: readonly UnreadPicture[] = [];
  if (groups.includes('near')) {
    const pictures = await Promise.all(items.map(({ id, path }) => itemOf(path, id)));
    const found = await groupPictures(pictures, { distance, mirrored: true, cache }, context);
    unread = found.unread;
    for (const { members } of found.groups) {
      for (const { id } of members) namesOf.get(id)?.push(`near ${members[0]!.id}`);
    }
  }
  const crops = await readCrops(folder);
  if (groups.includes('source')) {
    for (const [id, crop] of crops) namesOf.get(id)?.push(sourceName(crop));
  }
  if (groups.includes('page')) {
    const pageOf = await readPages(folder, options.crawl);
    if (pageOf.size > 0) {
      for (const { id, path } of items) {
        context.signal.throwIfAborted();
        const page = pageOf.get(crops.get(id)?.sourceSha256 ?? (await hashFile(path)));
        if (page !== undefined) namesOf.get(id)?.push(`page ${page}`);
      }
    }
  }
  if (groupsFile !== undefined) {
    const text = await readText(groupsFile);
    for (const [id, name] of parseGroupsFile(text, groupsFile)) namesOf.get(id)?.push(`given ${name}`);
  }
  return { namesOf, unread };
}

/**
 * The user's groups: one picture a line, its path below the folder, a tab, and the name of its group.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and line.
 * @example parseGroupsFile('mask/a.jpg\tAnna\n', 'groups.tsv'); // [ [ 'mask/a.jpg', 'Anna' ] ]
 */
export function parseGroupsFile(text: string, file: string): [id: string, name: string][] {
  return text.split(/\r?\n/).flatMap((line, index): [string, string][] => {
    if (line.trim() === '') return [];
    const [id, name, ...rest] = line.split('\t');
    if (!id || !name || rest.length > 0) {
      throw new MaskpredError(
        'ANNOTATION_PARSE_FAILED',
        `${file}:${index + 1}: expected a picture's path, a tab, and the name of its group. Correct the line.`,
      );
    }
    return [[id, name]];
  });
}

function sourceName({ source, sourceSha256 }: CropRecord): string {
  return `source ${sourceSha256 ?? source}`;
}

async function readCrops(folder: string): Promise<Map<string, CropRecord>> {
  const file = join(folder, CROPS_FILE);
  const text = await readText(file, { isOptional: true });
  return new Map(parseCropRecords(text, file).map((record) => [record.fileName, record]));
}

/** The page of each crawled picture, by the hash of its file and of the file that it was made from. */
async function readPages(folder: string, crawl: readonly string[] | undefined): Promise<Map<string, string>> {
  const entries: Provenance[] = await (crawl
    ? readProvenance(crawl)
    : readProvenance([folder], { isOptional: true }));
  return new Map(
    entries.flatMap(({ pageUrl, sha256, sourceSha256 }): [string, string][] => {
      if (pageUrl === undefined) return [];
      const own: [string, string] = [sha256, pageUrl];
      return sourceSha256 === undefined ? [own] : [own, [sourceSha256, pageUrl]];
    }),
  );
}

async function readText(file: string, options: { readonly isOptional?: boolean } = {}): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && options.isOptional) return '';
    throw new MaskpredError(
      isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      `${file}: cannot be read: ${messageOf(error)}. Check the path.`,
      { cause: error },
    );
  });
}
