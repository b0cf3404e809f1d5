import { createHash } from 'node:crypto';
import { type CallOptions, differenceHash, MaskpredError, messageOf, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { fileTypeFromBuffer } from 'file-type';
import sharp, { type Metadata } from 'sharp';
import { ContentError } from '../content-error.js';
import { stripJpeg } from './strip-jpeg.js';
import { stripPng } from './strip-png.js';
import { stripWebp } from './strip-webp.js';

/** Which pictures are taken. */
export interface PictureLimits {
  /** Of the shorter side, pixels. @default 64 */
  readonly minSize?: number;
  /** Of the longer side by the shorter one. @default 4 */
  readonly maxAspect?: number;
  /** Width times height. @default 50_000_000 */
  readonly maxPixels?: number;
}

/**
 * The defaults of {@link PictureLimits}. 64: the smallest side in which a detector finds a face of 24 pixels with room
 * around it; banners are longer than 4 to 1, panoramas of people hardly; 50 megapixels are 150 MB of RGB.
 */
export const DEFAULT_PICTURE_LIMITS: Required<PictureLimits> = Object.freeze({
  minSize: 64,
  maxAspect: 4,
  maxPixels: 50_000_000,
});

/** A picture in the form in which it is stored. */
export interface PreparedPicture {
  /** Without camera, place and author data. */
  readonly bytes: Uint8Array;
  /** `jpg`, `png`, `webp` or `avif`: what the bytes are. */
  readonly extension: string;
  /** Of `bytes`: 64 hexadecimal digits. */
  readonly sha256: string;
  /** Of the bytes as they came, where they differ. */
  readonly sourceSha256?: string;
  /** See `differenceHash` of core. */
  readonly dHash: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
}

export interface PreparePictureOptions extends PictureLimits, CallOptions {
  /** What the picture is called in messages: its address. */
  readonly name: string;
  /** Decodes; lets a caller hold the number of pictures that are decoded at once. @default core's `decodeImage` */
  readonly decode?: (bytes: Uint8Array, pixels: number, options: CallOptions) => Promise<RgbImage>;
}

/** JPEG and PNG are kept as they are where no metadata is in them; the rest depends. */
type Kind = 'jpg' | 'png' | 'webp' | 'avif' | 'gif';
const KINDS: Readonly<Record<string, Kind>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/gif': 'gif',
};
/** What is encoded again loses little: 95 with full colour resolution. */
const JPEG = Object.freeze({ quality: 95, chromaSubsampling: '4:4:4' });

/**
 * The picture as it is to be stored, decoded once to prove that it is one. What it is, is seen from the bytes. Metadata is
 * taken out without touching the pixels where that is possible (JPEG, PNG and WebP that are upright). Otherwise (turned by
 * EXIF, animated, GIF, AVIF with metadata) the upright first frame is encoded again in sRGB: as JPEG at quality 95, as PNG
 * where it came as PNG or GIF or has an alpha channel.
 *
 * @throws {ContentError} CONTENT_REJECTED; too many pixels are refused before decoding, by the header.
 */
export async function preparePicture(
  source: Uint8Array,
  options: PreparePictureOptions,
): Promise<PreparedPicture> {
  const { name, signal, decode = decodeWithCore } = options;
  const callOptions = signal ? { signal } : {};
  const kind = await kindOf(source, name);
  const header = await readHeader(source, name);
  assertSize(header, options);
  signal?.throwIfAborted();
  try {
    const { bytes, extension } = await toStoredForm(source, kind, header);
    const image = await decode(bytes, header.width * header.height, callOptions);
    const sha256 = sha256Of(bytes);
    return {
      bytes,
      extension,
      sha256,
      ...(bytes === source ? {} : { sourceSha256: sha256Of(source) }),
      dHash: differenceHash(image),
      width: image.width,
      height: image.height,
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (MaskpredError.isInstance(error) && error.code === 'MISSING_DEPENDENCY') throw error;
    throw broken(name, error);
  }
}

async function kindOf(bytes: Uint8Array, name: string): Promise<Kind> {
  const type = await fileTypeFromBuffer(bytes);
  const kind = type ? KINDS[type.mime] : undefined;
  if (kind) return kind;
  const found = type?.mime ?? (looksLikeText(bytes) ? 'a text' : 'nothing that is known');
  throw new ContentError(
    `${name}: expected a picture (JPEG, PNG, WebP, AVIF or GIF), got ${bytes.length === 0 ? 'nothing' : found}.`,
    { problem: 'not-an-image' },
  );
}

/** Pages and JSON begin with a bracket, after a byte order mark or white space. */
function looksLikeText(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*[<{[]/.test(Buffer.from(bytes.subarray(0, 256)).toString('utf8'));
}

interface Header {
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  readonly metadata: Metadata;
}

async function readHeader(bytes: Uint8Array, name: string): Promise<Header> {
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { limitInputPixels: false, animated: false }).metadata();
  } catch (error) {
    throw broken(name, error);
  }
  const { width, height } = metadata.autoOrient;
  return { width, height, metadata };
}

function assertSize({ width, height }: Header, options: PreparePictureOptions): void {
  const { name, minSize, maxAspect, maxPixels } = { ...DEFAULT_PICTURE_LIMITS, ...options };
  const fail = (problem: 'too-large' | 'too-small' | 'aspect', limit: string) =>
    new ContentError(`${name}: ${width} x ${height} pixels, ${limit}.`, { problem, width, height });
  if (width * height > maxPixels) throw fail('too-large', `at most ${maxPixels / 1e6} megapixels are taken`);
  const problem = sizeProblem(width, height, { minSize, maxAspect });
  if (problem === 'too-small') throw fail(problem, `the shorter side is to have at least ${minSize}`);
  if (problem) throw fail(problem, `the sides are to be at most ${maxAspect} to 1`);
}

/** What is wrong with a size, if anything. */
export function sizeProblem(
  width: number,
  height: number,
  { minSize, maxAspect }: Pick<Required<PictureLimits>, 'minSize' | 'maxAspect'>,
): 'too-small' | 'aspect' | undefined {
  if (Math.min(width, height) < minSize) return 'too-small';
  return Math.max(width, height) > maxAspect * Math.min(width, height) ? 'aspect' : undefined;
}

async function toStoredForm(
  source: Uint8Array,
  kind: Kind,
  { metadata }: Header,
): Promise<{ readonly bytes: Uint8Array; readonly extension: string }> {
  const { orientation = 1, pages = 1, hasAlpha } = metadata;
  const isStill = pages === 1 || kind === 'png';
  if (orientation === 1 && isStill) {
    const bytes = stripMetadata(source, kind, metadata);
    if (bytes) return { bytes: bytes.length === source.length ? source : bytes, extension: kind };
  }
  const picture = sharp(source, { failOn: 'error', limitInputPixels: false, animated: false })
    .autoOrient()
    .toColourspace('srgb');
  const isPng = kind === 'png' || kind === 'gif' || hasAlpha;
  const bytes = await (isPng ? picture.png() : picture.jpeg(JPEG)).toBuffer();
  return { bytes, extension: isPng ? 'png' : 'jpg' };
}

/** Undefined where it cannot be done without touching the pixels. */
function stripMetadata(
  source: Uint8Array,
  kind: Kind,
  { exif, xmp, iptc }: Metadata,
): Uint8Array | undefined {
  switch (kind) {
    case 'jpg':
      return stripJpeg(source);
    case 'png':
      return stripPng(source);
    case 'webp':
      return stripWebp(source);
    case 'avif':
      return exif || xmp || iptc ? undefined : source;
    case 'gif':
      return undefined;
  }
}

function decodeWithCore(bytes: Uint8Array, _pixels: number, options: CallOptions): Promise<RgbImage> {
  // the header was looked at before
  return decodeImage(bytes, { ...options, maxPixels: Infinity });
}

function broken(name: string, cause: unknown): ContentError {
  const [line] = messageOf(cause).split('\n', 1);
  return new ContentError(`${name}: no whole picture: ${line}`, { problem: 'broken', cause });
}

/** 64 hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
