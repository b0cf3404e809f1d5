import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  type Annotation,
  type CallOptions,
  differenceHash,
  MaskpredError,
  messageOf,
  type Provenance,
} from '@maskpred/core';
import { parseManifest } from '@maskpred/core/manifest';
import { decodeImage } from '@maskpred/core/node';
import { CROPS_FILE, type CropRecord, parseCropRecords } from '../crop-record.js';
import { listFolder, listImages } from '../io/files.js';
import { readScenes } from '../io/scenes.js';
import { isPathBelow, type SharedCrop, type SharedPicture } from './shared-picture.js';

export interface DescribeFolderOptions extends CallOptions {
  /** What crawls recorded of the pictures; see {@link readProvenance}. @default the folder's own `manifest.jsonl`, if any */
  readonly provenance?: readonly Provenance[];
  /** Called after each picture that was looked at. */
  readonly onPicture?: (done: number, total: number) => void;
}

/** A picture of the folder before anything is known of its origin. */
interface Member {
  readonly path: string;
  readonly file: string;
  readonly label?: string;
  readonly annotations?: readonly Annotation[];
}

const HINT = 'Name the folder of a data set: scenes, label folders, or the pictures of a crawl.';
const MANIFEST_FILE = 'manifest.jsonl';

/**
 * The pictures of a data set as others can rebuild it: without pixels, each with address, hashes, labels and licence as
 * far as the crawl that fetched it recorded them. Reads scenes (`images/` and `annotations/`), an ImageFolder (also one of
 * face crops with a `crops.jsonl`: its crops are listed under the pictures they were cut from), and plain pictures.
 * Sorted by path.
 *
 * @throws {MaskpredError} FILE_NOT_FOUND without the folder, EMPTY_SPLIT when no picture is in it, IMAGE_DECODE_FAILED for
 * one that cannot be read, ANNOTATION_PARSE_FAILED for a broken annotation, manifest or crops file, INVALID_ARGUMENT for a
 * file name that other platforms cannot have.
 */
export async function describeFolder(
  folder: string,
  options: DescribeFolderOptions = {},
): Promise<SharedPicture[]> {
  const { signal, provenance = await readProvenance([folder], { isOptional: true }), onPicture } = options;
  const bySha256 = new Map(
    provenance.flatMap((entry) => [[entry.sha256, entry] as const, ...sourceKey(entry)]),
  );
  const crops = await readCrops(folder);
  const members = await listMembers(folder, signal);
  if (members.length === 0) throw new MaskpredError('EMPTY_SPLIT', `${folder}: no picture in it. ${HINT}`);

  const pictures: SharedPicture[] = [];
  const cropsBySource = new Map<Provenance, SharedCrop[]>();
  for (const [index, member] of members.entries()) {
    signal?.throwIfAborted();
    const crop = crops.get(member.path);
    const source = crop?.synthetic === undefined ? bySha256.get(crop?.sourceSha256 ?? '') : undefined;
    if (crop && source) {
      const { fileName, label, box, margin = 0 } = crop;
      cropsBySource.set(source, [
        ...(cropsBySource.get(source) ?? []),
        { path: fileName, label, box, margin },
      ]);
    } else {
      pictures.push(await describeMember(member, bySha256, signal));
    }
    onPicture?.(index + 1, members.length);
  }
  for (const [source, list] of cropsBySource) pictures.push({ ...originOf(source), crops: list });
  return pictures.sort((a, b) => compare(sortKey(a), sortKey(b)));
}

/**
 * What crawls recorded: the entries of the `manifest.jsonl` of each folder, or of the file itself where a path names one.
 * @param options - `isOptional`: a folder without a manifest gives nothing instead of an error.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE, ANNOTATION_PARSE_FAILED.
 */
export async function readProvenance(
  paths: readonly string[],
  options: { readonly isOptional?: boolean } = {},
): Promise<Provenance[]> {
  const entries: Provenance[] = [];
  for (const path of paths) {
    const file = path.endsWith('.jsonl') ? path : join(path, MANIFEST_FILE);
    const text = await readTextIfThere(file);
    if (text !== undefined) entries.push(...parseManifest(text, file).entries);
    else if (!options.isOptional) {
      throw new MaskpredError(
        'FILE_NOT_FOUND',
        `${file}: no such file. Name the folder that a crawl wrote, with its ${MANIFEST_FILE}.`,
      );
    }
  }
  return entries;
}

function sourceKey(entry: Provenance): (readonly [string, Provenance])[] {
  return entry.sourceSha256 === undefined ? [] : [[entry.sourceSha256, entry]];
}

async function readCrops(folder: string): Promise<Map<string, CropRecord>> {
  const file = join(folder, CROPS_FILE);
  const text = await readTextIfThere(file);
  return new Map(parseCropRecords(text ?? '', file).map((record) => [record.fileName, record]));
}

async function listMembers(folder: string, signal: AbortSignal | undefined): Promise<Member[]> {
  const entries = await listFolder(folder, HINT);
  const folders = new Set(entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name));
  const member = (file: string, rest: Omit<Member, 'path' | 'file'> = {}): Member => {
    const path = relative(folder, file).split(sep).join('/');
    if (!isPathBelow(path)) {
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `${file}: a name that not every platform can have (backslash, colon, a dot or space at its end). Rename the file.`,
      );
    }
    return { path, file, ...rest };
  };
  if (folders.has('images') && folders.has('annotations')) {
    const scenes = await readScenes(folder, signal ? { signal } : {});
    return scenes.map(({ imagePath, image }) => member(imagePath, { annotations: image.annotations }));
  }
  const files = await listImages(folder, HINT, signal);
  return files.map((file) => {
    const parts = relative(folder, file).split(sep);
    return member(file, parts.length > 1 ? { label: parts[0] } : {});
  });
}

async function describeMember(
  { path, file, label, annotations }: Member,
  bySha256: ReadonlyMap<string, Provenance>,
  signal: AbortSignal | undefined,
): Promise<SharedPicture> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new MaskpredError('FILE_UNREADABLE', `${file}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const source = bySha256.get(sha256);
  const labels = {
    ...(label === undefined ? {} : { label }),
    ...(annotations === undefined ? {} : { annotations }),
  };
  if (source) return { path, ...originOf(source), ...labels };
  const image = await decodeImage(file, signal ? { signal } : {});
  return {
    path,
    license: { id: 'unknown', status: 'unknown' },
    sha256,
    dHash: differenceHash(image),
    width: image.width,
    height: image.height,
    ...labels,
  };
}

/** What a crawl knows of a picture that is worth passing on; the phrase that found it is not. */
function originOf(entry: Provenance): Omit<SharedPicture, 'path' | 'label' | 'annotations' | 'crops'> {
  const { url, pageUrl, title, creator, creatorUrl, license, attribution, restrictions } = entry;
  const { sha256, sourceSha256, dHash, width, height } = entry;
  return {
    url,
    ...(pageUrl === undefined ? {} : { pageUrl }),
    ...(title === undefined ? {} : { title }),
    ...(creator === undefined ? {} : { creator }),
    ...(creatorUrl === undefined ? {} : { creatorUrl }),
    license,
    ...(attribution === undefined ? {} : { attribution }),
    ...(restrictions === undefined ? {} : { restrictions }),
    sha256,
    ...(sourceSha256 === undefined ? {} : { sourceSha256 }),
    dHash,
    width,
    height,
  };
}

async function readTextIfThere(file: string): Promise<string | undefined> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new MaskpredError('FILE_UNREADABLE', `${file}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
}

function sortKey({ path, crops, sha256 }: SharedPicture): string {
  return path ?? crops?.[0]?.path ?? sha256;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
