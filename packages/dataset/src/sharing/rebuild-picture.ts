import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AnnotatedImage,
  type Annotation,
  type CallOptions,
  cropImage,
  differenceHash,
  hashDistance,
  MaskpredError,
  messageOf,
  type RawImage,
  scaleBox,
} from '@maskpred/core';
import { decodeImage, encodeJpeg, writeFileAtomic } from '@maskpred/core/node';
import type { CropRecord } from '../crop-record.js';
import { baseName, stemOf } from '../file-name.js';
import { formatVoc } from '../formats/voc.js';
import type { SharedCrop, SharedPicture } from './shared-picture.js';

/** A picture as a downloader brings it. */
export interface FetchedPicture {
  /** As it is to be stored. */
  readonly bytes: Uint8Array;
  /** Of the bytes as the server sent them, where storing changed them. */
  readonly sourceSha256?: string;
}

/**
 * Fetches one picture; throws a `MaskpredError` when it cannot be had.
 * @param url - http or https.
 */
export type FetchPicture = (
  url: string,
  options: CallOptions & { readonly pageUrl?: string },
) => Promise<FetchedPicture>;

export interface RebuildOptions extends CallOptions {
  /** Folder to build the data set in. */
  readonly out: string;
  readonly fetchPicture: FetchPicture;
  /**
   * Also take a picture that is not the same file but looks the same (another size or compression); boxes are scaled
   * to it. @default false
   */
  readonly acceptSimilar?: boolean;
}

/**
 * What became of a picture: `identical` to the one that was shared; `present` already; `similar` (looks the same);
 * `different` (the address shows something else by now); `gone` (the server says so); `failed` (network, refused, no
 * picture; later may be better); `no-address`.
 */
export type RebuildOutcome =
  'identical' | 'present' | 'similar' | 'different' | 'gone' | 'failed' | 'no-address';

export interface RebuildResult {
  readonly picture: SharedPicture;
  readonly outcome: RebuildOutcome;
  /** Whether its files are in the folder now. */
  readonly isStored: boolean;
  /** Crops that were cut, for the folder's `crops.jsonl`. */
  readonly crops: readonly CropRecord[];
  readonly error?: MaskpredError;
}

/** Bits in which the dHash of the same shot may differ after scaling and compression. */
const SAME_SHOT_DISTANCE = 4;
/** Sides' ratios that differ by more are another crop of the shot: boxes would not fit. */
const SAME_ASPECT = 0.01;
/** As `maskpred dataset crop` and `faces` write crops. */
const CROP_QUALITY = 95;

/**
 * Brings one picture of a shared data set back: fetches it, compares it with what was shared, and writes it with its
 * annotation (Pascal VOC in `annotations/`) or its crops. A picture that cannot be had is a result, not an error.
 *
 * @throws {MaskpredError} WRITE_FAILED when the folder cannot be written; `signal.reason`.
 */
export async function rebuildPicture(
  picture: SharedPicture,
  options: RebuildOptions,
): Promise<RebuildResult> {
  const { out, fetchPicture, acceptSimilar = false, signal } = options;
  signal?.throwIfAborted();
  const result = (outcome: RebuildOutcome, error?: MaskpredError): RebuildResult => ({
    picture,
    outcome,
    isStored: false,
    crops: [],
    ...(error ? { error } : {}),
  });
  const present = await readPresent(picture, out);
  if (present)
    return { ...result('present'), isStored: true, crops: await store(picture, present, out, signal) };
  if (picture.url === undefined) return result('no-address');

  let fetched: FetchedPicture;
  let image: RawImage;
  try {
    const { url, pageUrl } = picture;
    fetched = await fetchPicture(url, {
      ...(pageUrl === undefined ? {} : { pageUrl }),
      ...(signal ? { signal } : {}),
    });
    image = await decodeImage(fetched.bytes, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const failure = asFailure(error, picture.url);
    return result(isGone(failure) ? 'gone' : 'failed', failure);
  }
  const outcome = compare(picture, fetched, image);
  if (outcome === 'different' || (outcome === 'similar' && !acceptSimilar)) return result(outcome);
  const fitting = outcome === 'similar' ? scaleLabels(picture, image) : picture;
  const crops = await store(fitting, { bytes: fetched.bytes, image }, out, signal);
  return { ...result(outcome), isStored: true, crops };
}

interface Content {
  readonly bytes: Uint8Array;
  /** Absent until it has to be decoded. */
  readonly image?: RawImage;
}

/** The picture's own file where it is in the folder already. A set of crops keeps no pictures, so they are fetched again. */
async function readPresent({ path, sha256 }: SharedPicture, out: string): Promise<Content | undefined> {
  if (path === undefined) return undefined;
  const bytes = await readFile(join(out, path)).catch(() => undefined);
  return bytes && sha256Of(bytes) === sha256 ? { bytes } : undefined;
}

function compare(picture: SharedPicture, fetched: FetchedPicture, image: RawImage): RebuildOutcome {
  const hash = sha256Of(fetched.bytes);
  const source = fetched.sourceSha256 ?? hash;
  if (hash === picture.sha256 || source === (picture.sourceSha256 ?? picture.sha256)) return 'identical';
  const aspect = (image.width / image.height) * (picture.height / picture.width);
  const isSimilar =
    Math.abs(aspect - 1) <= SAME_ASPECT &&
    hashDistance(differenceHash(image), picture.dHash) <= SAME_SHOT_DISTANCE;
  return isSimilar ? 'similar' : 'different';
}

function scaleLabels(picture: SharedPicture, { width, height }: RawImage): SharedPicture {
  const scale = <T extends { readonly box: Annotation['box'] }>(item: T): T => ({
    ...item,
    box: scaleBox(item.box, width / picture.width, height / picture.height),
  });
  return {
    ...picture,
    width,
    height,
    ...(picture.annotations ? { annotations: picture.annotations.map(scale) } : {}),
    ...(picture.crops ? { crops: picture.crops.map(scale) } : {}),
  };
}

/** Writes what the picture stands for; the picture's own file last, since it tells the next run that all is there. */
async function store(
  picture: SharedPicture,
  content: Content,
  out: string,
  signal: AbortSignal | undefined,
): Promise<CropRecord[]> {
  const { path, crops = [], annotations } = picture;
  const records: CropRecord[] = [];
  if (crops.length > 0) {
    const image = content.image ?? (await decodeImage(content.bytes, signal ? { signal } : {}));
    for (const crop of crops) {
      await writeFileAtomic(
        join(out, crop.path),
        await encodeJpeg(cropImage(image, crop.box, crop.margin), CROP_QUALITY),
      );
      records.push(recordOf(crop, picture));
    }
  }
  if (path === undefined) return records;
  if (annotations) {
    await writeFileAtomic(
      join(out, 'annotations', `${stemOf(path)}.xml`),
      formatVoc(annotatedImage(picture, path, annotations)),
    );
  }
  await writeFileAtomic(join(out, path), content.bytes);
  return records;
}

function annotatedImage(
  { width, height }: SharedPicture,
  path: string,
  annotations: readonly Annotation[],
): AnnotatedImage {
  return { id: stemOf(path), fileName: baseName(path), width, height, annotations };
}

function recordOf({ path, label, box, margin }: SharedCrop, { url, sha256 }: SharedPicture): CropRecord {
  return { fileName: path, label, source: url ?? sha256, sourceSha256: sha256, box, margin };
}

function isGone(error: MaskpredError): boolean {
  const status = 'status' in error ? error.status : undefined;
  return status === 404 || status === 410;
}

function asFailure(error: unknown, url: string): MaskpredError {
  if (MaskpredError.isInstance(error)) return error;
  return new MaskpredError('HTTP_FAILED', `${url}: cannot be fetched: ${messageOf(error)}.`, {
    cause: error,
  });
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
