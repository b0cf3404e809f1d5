import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { type AnnotatedImage, MaskpredError } from '@maskpred/core';
import { type DatasetFormat, isSetFormat } from '../../formats/format.js';
import { stemOf } from '../../file-name.js';
import { readClassLists } from '../../io/class-lists.js';
import type { FoundFile } from '../../io/files.js';
import { openSource, type SourceItem } from '../../io/open-source.js';
import { indexPictures, type PictureIndex } from '../../io/picture-index.js';
import { readPictureSize } from '../../io/picture-size.js';
import { readItem } from '../../io/read-item.js';

/** What the files say of a picture. */
export type ReadScene =
  | {
      readonly image: AnnotatedImage;
      /** Of its annotation file; null where there is none. */
      readonly hash: string | null;
      /** Whether the files have an entry for it. */
      readonly isListed: boolean;
    }
  | { readonly problem: { readonly code: string; readonly message: string } };

/** The annotations of a folder of scenes as they are, read one picture at a time. */
export interface SceneFolder {
  /** null: the folder had none. */
  readonly format: DatasetFormat | null;
  /** Labels by class id, where the folder or its format has a list. */
  readonly classNames: readonly string[] | undefined;
  /** The annotation file of a picture, path below the folder; undefined where it had none. */
  fileOf(name: string): string | undefined;
  /** Whether all pictures are in one file. */
  readonly isSet: boolean;
  /** @param file - where its annotation is by now, path below the folder, when it had none at first. */
  read(name: string, file?: string): Promise<ReadScene>;
  /**
   * Entries of a file of all pictures whose picture is not in the folder or cannot be read.
   * @throws {MaskpredError} ANNOTATION_PARSE_FAILED when an entry cannot be used: it would be lost with the next writing.
   */
  readOthers(): Promise<readonly AnnotatedImage[]>;
  /** Forgets what was read of a file of all pictures, so that the next read sees it anew. */
  reload(): Promise<void>;
}

export interface OpenSceneFolderOptions {
  readonly root: string;
  readonly files: readonly FoundFile[];
  /** Paths of the pictures, below the folder. */
  readonly names: readonly string[];
  readonly format: DatasetFormat | null;
  readonly signal?: AbortSignal;
}

/** Opens the annotations of a folder; pictures are read when they are asked for. */
export async function openSceneFolder(options: OpenSceneFolderOptions): Promise<SceneFolder> {
  const { root, files, names, format, signal } = options;
  const nameOf = (path: string) => relative(root, path).split(sep).join('/');
  const paths = names.map((name) => join(root, name));
  const index = indexPictures(paths);
  const lists = format ? await readClassLists(root, format, files, undefined, signal) : {};
  let inFile: readonly string[] | undefined;
  let items = new Map<string, SourceItem>();
  let orphans: readonly SourceItem[] = [];
  /** Pictures of a file of all pictures that cannot be read themselves. */
  const unreadable = new Map<string, AnnotatedImage>();

  const isSet = format !== null && isSetFormat(format);
  const openWith = (given: readonly FoundFile[]) =>
    openSource(format ?? 'voc', {
      root,
      files: given,
      classNames: lists.own ?? [],
      pixelOrigin: 0,
      fix: ['size-wrong'],
      ...(signal ? { signal } : {}),
    });
  const load = async () => {
    if (!format) return;
    const source = await openWith(files);
    inFile = source.labels;
    const matched = await matchItems(source.items, paths, index, isSet);
    items = new Map([...matched.items].map(([path, item]) => [nameOf(path), item]));
    orphans = matched.orphans;
  };
  await load();

  /** The annotation that a picture got after the folder was opened. */
  const openLater = async (name: string, file: string): Promise<SourceItem | undefined> => {
    if (isSet || (await hashFile(join(root, file))) === null) return undefined;
    const [item] = (
      await openWith([name, file].map((part) => ({ path: join(root, part), isOutside: false })))
    ).items;
    if (item) items.set(name, item);
    return item;
  };

  return {
    format,
    classNames: longest(lists.project, lists.own) ?? inFile,
    fileOf(name) {
      const item = items.get(name);
      return item && !item.isBackground ? nameOf(item.file.path) : undefined;
    },
    isSet,
    async read(name, file) {
      const path = join(root, name);
      let item = items.get(name);
      if (file !== undefined && (!item || item.isBackground)) item = (await openLater(name, file)) ?? item;
      if (!item) return readUnannotated(path, name);
      const hash = item.isBackground ? null : await hashFile(item.file.path);
      if (hash === null && !item.isBackground && !isSet) return readUnannotated(path, name); // removed meanwhile
      const result = await readItem({ ...item, picture: path }, { index, fix: ['size-wrong'] }, signal);
      if ('failure' in result) {
        const { code, message } = result.failure.error;
        return { problem: { code, message } };
      }
      if (result.imagePath === undefined) {
        unreadable.set(name, result.image);
        return undecodable(name);
      }
      return { image: result.image, hash, isListed: true };
    },
    async readOthers() {
      if (!isSet) return [];
      const entries: AnnotatedImage[] = [...unreadable.values()];
      for (const item of orphans) {
        const result = await readItem(item, { index: indexPictures([]), fix: false }, signal);
        if ('failure' in result) throw result.failure.error;
        entries.push(result.image);
      }
      return entries;
    },
    reload: load,
  };
}

/** The SHA-256 of a file; null where there is none. */
export async function hashFile(path: string): Promise<string | null> {
  try {
    return hashText(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read.`, { cause: error });
  }
}

export function hashText(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function readUnannotated(path: string, name: string): Promise<ReadScene> {
  const size = await readPictureSize(path);
  if (!size) return undecodable(name);
  const { width, height } = size;
  const image = { id: stemOf(name), fileName: basename(name), width, height, annotations: [] };
  return { image, hash: null, isListed: false };
}

function undecodable(name: string): ReadScene {
  const message = `${name}: not a picture that can be read. Open it in a viewer, or download it again.`;
  return { problem: { code: 'IMAGE_DECODE_FAILED', message } };
}

/** The annotation of each picture: by the annotation's name where that says it, else by the name inside it. */
async function matchItems(
  items: readonly SourceItem[],
  paths: readonly string[],
  index: PictureIndex,
  isSet: boolean,
): Promise<{ items: ReadonlyMap<string, SourceItem>; orphans: readonly SourceItem[] }> {
  const byStem = new Map<string, string | undefined>();
  for (const path of paths) byStem.set(stemOf(path), byStem.has(stemOf(path)) ? undefined : path);
  const matched = new Map<string, SourceItem>();
  const orphans: SourceItem[] = [];
  const rest: SourceItem[] = [];
  for (const item of items) {
    // looking into ten thousand files takes seconds, and nearly always says what their names say
    const path = item.picture ?? (isSet ? undefined : byStem.get(item.stem ?? ''));
    if (path !== undefined && !matched.has(path)) matched.set(path, item);
    else rest.push(item);
  }
  for (const item of rest) {
    const path = await item
      .read()
      .then(({ fileName }) => index.find(fileName, item.stem)?.path)
      .catch(() => undefined); // an annotation that cannot be read is nobody's
    if (path !== undefined && !matched.has(path)) matched.set(path, item);
    else orphans.push(item);
  }
  return { items: matched, orphans };
}

/** Two lists agree as far as both go. */
function longest(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  return (a?.length ?? 0) >= (b?.length ?? 0) ? (a ?? b) : b;
}
