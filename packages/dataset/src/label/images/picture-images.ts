import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Box, cropRegion, MaskpredError, messageOf } from '@maskpred/core';
import { DEFAULT_MAX_PIXELS } from '@maskpred/core/node';
import type { Sharp } from 'sharp';
import type { CropSize, ImageSize } from '../protocol.js';
import { createByteCache } from './byte-cache.js';
import { resolveInside } from './safe-file.js';

/** A picture as a browser shows it. */
export interface ShownImage {
  /** null: it is the one that the caller has. */
  readonly bytes: Uint8Array | null;
  readonly type: string;
  /** Another one when the picture's file, or what is asked of it, is another. */
  readonly tag: string;
}

/** A face to cut out. */
export interface CropRequest {
  /** Pixels of the upright picture; undefined: all of it. */
  readonly box: Box | undefined;
  readonly size: CropSize;
}

/** Pictures and faces of a folder, ready to be shown. */
export interface PictureImages {
  /** @throws {MaskpredError} FILE_NOT_FOUND, ADDRESS_FORBIDDEN, IMAGE_DECODE_FAILED, IMAGE_TOO_LARGE. */
  show(name: string, size: ImageSize, known?: string): Promise<ShownImage>;
  /**
   * A face as JPEG.
   * @param known - the tag of what the caller has.
   * @param others - faces of the same picture that will be asked for soon: they are cut while it is open.
   * @throws {MaskpredError} as {@link show}.
   */
  crop(name: string, request: CropRequest, others: readonly Box[], known?: string): Promise<ShownImage>;
}

/** What browsers show as it is, turned as its EXIF orientation asks. */
const SHOWN_TYPES: Readonly<Record<string, string>> = Object.freeze({
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
});

/** Pictures that were made smaller, and faces: bytes each. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Share of the box that is shown around a face: enough to see what it is worn with. */
const CROP_MARGIN = 0.15;

/** JPEG quality of what is only looked at, 1 to 100. */
const QUALITY = 85;

/** @param root - with links resolved. */
export function createPictureImages(root: string): PictureImages {
  const shown = createByteCache(CACHE_BYTES);
  const crops = createByteCache(CACHE_BYTES);
  return {
    async show(name, size, known) {
      const path = await resolveInside(root, name);
      const ownType = SHOWN_TYPES[extname(name).toLowerCase()];
      const isAsItIs = size === 'original' && ownType !== undefined;
      const type = isAsItIs ? ownType : 'image/jpeg';
      const key = `${size} ${name} ${await stampOf(path)}`;
      const tag = tagOf(key);
      if (tag === known) return { bytes: null, type, tag };
      if (isAsItIs) return { bytes: await readPicture(path, name), type, tag };
      const bytes = await shown.get(key, async () => {
        const picture = await openPicture(path, name);
        const side = Number(size);
        const fitted =
          size === 'original'
            ? picture
            : picture.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
        return encode(fitted, name);
      });
      return { bytes, type, tag };
    },
    async crop(name, { box, size }, others, known) {
      const path = await resolveInside(root, name);
      const stamp = await stampOf(path);
      const key = (one: Box | undefined) =>
        `${size} ${one ? [one.x, one.y, one.width, one.height].join(' ') : 'whole'} ${name} ${stamp}`;
      const tag = tagOf(key(box));
      const type = 'image/jpeg';
      if (tag === known) return { bytes: null, type, tag };
      const bytes = await crops.get(key(box), async () => {
        const picture = await openPicture(path, name);
        if (!box) return encode(picture.resize({ width: size, height: size, fit: 'inside' }), name);
        // decoding a picture takes longer than cutting all of its faces
        const pixels = await decode(picture, name);
        const rest = others.filter((one) => one !== box);
        const [wanted, ...made] = await Promise.all(
          [box, ...rest].map((one) => encode(cutFace(pixels, one, size), name)),
        );
        rest.forEach((one, index) => crops.set(key(one), made[index]!));
        return wanted!;
      });
      return { bytes, type, tag };
    },
  };
}

async function stampOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path);
  return `${ino} ${size} ${mtimeMs}`;
}

function tagOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

interface Decoded {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly open: (data: Buffer) => Sharp;
}

async function openPicture(path: string, name: string): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  const picture = sharp(await readPicture(path, name), { limitInputPixels: false });
  try {
    const { width, height, format } = await picture.metadata();
    if (format === 'svg') throw new Error('drawings (SVG) are not photographs');
    if (width * height > DEFAULT_MAX_PIXELS) {
      throw new MaskpredError(
        'IMAGE_TOO_LARGE',
        `${name}: ${width} x ${height} is too large to be shown. Shrink it first.`,
      );
    }
  } catch (error) {
    throw MaskpredError.isInstance(error) ? error : undecodable(name, error);
  }
  return picture.autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');
}

async function decode(picture: Sharp, name: string): Promise<Decoded> {
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { data, width, height, open: (bytes) => sharp(bytes, { raw: { width, height, channels } }) };
  } catch (error) {
    throw undecodable(name, error);
  }
}

function cutFace({ data, width, height, open }: Decoded, box: Box, size: CropSize): Sharp {
  const region = cropRegion(box, CROP_MARGIN, { width, height });
  return open(data)
    .extract({ left: region.x, top: region.y, width: region.width, height: region.height })
    .resize({ width: size, height: size, fit: 'inside' });
}

async function encode(picture: Sharp, name: string): Promise<Uint8Array> {
  try {
    return await picture.jpeg({ quality: QUALITY }).toBuffer();
  } catch (error) {
    throw undecodable(name, error);
  }
}

async function readPicture(path: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new MaskpredError('FILE_UNREADABLE', `${name}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function undecodable(name: string, cause: unknown): MaskpredError {
  const [reason] = messageOf(cause).split('\n', 1);
  return new MaskpredError(
    'IMAGE_DECODE_FAILED',
    `${name}: not a whole picture: ${reason}. Open it in a viewer, or download it again.`,
    { cause },
  );
}
