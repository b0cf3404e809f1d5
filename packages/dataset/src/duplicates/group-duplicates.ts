import { MaskpredError, messageOf, type RawImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import type { DuplicateGroup } from './duplicate-group.js';
import { fingerprintPicture, type PictureFingerprint } from './fingerprint.js';
import {
  type FingerprintedPicture,
  groupFingerprints,
  type GroupFingerprintsOptions,
} from './group-fingerprints.js';
import type { PictureCache } from './picture-cache.js';
import { type Embed, embedPicture, type PictureVectors } from './vectors.js';

/** A picture that is read when its turn comes. */
export interface DuplicateItem {
  /** Unique; by habit the path below the data folder. */
  readonly id: string;
  /** Changes whenever the picture does, such as path, size and time of change; without it nothing is cached. */
  readonly cacheKey?: string;
  /** The bytes of the picture's file. */
  read(): Promise<Uint8Array>;
}

export interface GroupDuplicatesOptions extends GroupFingerprintsOptions {
  /** Finds crops too, which hashes miss, such as `createFaceEmbedder()` of `@maskpred/classifier` gives one. @default none */
  readonly embed?: Embed;
  /** Fingerprints of earlier runs. @default none */
  readonly fingerprints?: PictureCache<PictureFingerprint>;
  /** Vectors of earlier runs with the same `embed`. @default none */
  readonly vectors?: PictureCache<PictureVectors>;
  /** Pictures that are read at a time. @default 4 */
  readonly concurrency?: number;
  /** Called after each picture that was looked at. */
  onPicture?(done: number, total: number): void;
}

/** A picture that could not be read or decoded, and so is in no group. */
export interface UnreadPicture {
  readonly id: string;
  readonly error: MaskpredError;
}

export interface GroupedDuplicates {
  readonly groups: readonly DuplicateGroup[];
  /** By id. */
  readonly unread: readonly UnreadPicture[];
}

/** Pictures that are read at a time: decoding runs on other threads, what follows does not. */
const CONCURRENCY = 4;

/**
 * The groups of pictures that show the same: the same files, and pictures that were compressed, scaled, recoloured or
 * mirrored; with `embed` also crops. A picture that cannot be read is named and left out.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT as `groupFingerprints`; what the caches and `embed` throw; `signal.reason`.
 * @example
 * const { groups } = await groupDuplicates(paths.map((path) => ({ id: path, read: () => readFile(path) })));
 * console.log(groups.map(({ members }) => members.map(({ id, link }) => `${id} ${link?.reason ?? 'best'}`)));
 * // [ [ 'photo.jpg best', 'copy.png near', 'small.jpg near', 'turned.jpg mirrored' ] ]
 */
export async function groupDuplicates(
  items: readonly DuplicateItem[],
  options: GroupDuplicatesOptions = {},
): Promise<GroupedDuplicates> {
  const { concurrency = CONCURRENCY, onPicture, signal } = options;
  const pictures: FingerprintedPicture[] = [];
  const unread: UnreadPicture[] = [];
  let next = 0;
  let done = 0;

  async function work(): Promise<void> {
    try {
      while (next < items.length) {
        signal?.throwIfAborted();
        const result = await lookAt(items[next++]!, options);
        if ('error' in result) unread.push(result);
        else pictures.push(result);
        onPicture?.(++done, items.length);
      }
    } catch (error) {
      next = items.length; // the others stop too
      throw error;
    }
  }
  const results = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const result of results) if (result.status === 'rejected') throw result.reason;

  const groups = await groupFingerprints(pictures, options);
  return { groups, unread: unread.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

async function lookAt(
  item: DuplicateItem,
  options: GroupDuplicatesOptions,
): Promise<FingerprintedPicture | UnreadPicture> {
  const { embed, signal } = options;
  const { id, cacheKey } = item;
  const known = cacheKey === undefined ? undefined : options.fingerprints?.get(cacheKey);
  const knownVectors = cacheKey === undefined || !embed ? undefined : options.vectors?.get(cacheKey);
  if (known && !embed) return { id, fingerprint: known };
  if (known && knownVectors) return { id, fingerprint: known, vectors: knownVectors };

  let fingerprint: PictureFingerprint;
  let image: RawImage;
  try {
    const bytes = await item.read();
    image = await decodeImage(bytes, signal ? { signal } : {});
    fingerprint = known ?? fingerprintPicture(image, await sha256Of(bytes));
  } catch (error) {
    signal?.throwIfAborted();
    return { id, error: toMaskpredError(id, error) };
  }
  if (cacheKey !== undefined && !known) await options.fingerprints?.put(cacheKey, fingerprint);
  if (!embed) return { id, fingerprint };
  const vectors = knownVectors ?? (await embedPicture(image, embed));
  if (cacheKey !== undefined && !knownVectors) await options.vectors?.put(cacheKey, vectors);
  return { id, fingerprint, vectors };
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function toMaskpredError(id: string, error: unknown): MaskpredError {
  if (!MaskpredError.isInstance(error)) {
    return new MaskpredError('FILE_UNREADABLE', `${id}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  // the decoder does not know what the bytes are called
  return new MaskpredError(error.code, `${id}: ${error.message}`, { cause: error });
}
