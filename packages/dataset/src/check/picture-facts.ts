import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type CallOptions, differenceHash, MaskpredError, messageOf } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import sharp from 'sharp';
import { measurePicture, type PictureMeasures } from './measure.js';

/** What a picture file is, without what it shows. */
export interface PictureFacts extends PictureMeasures {
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  readonly byteLength: number;
  /** What the bytes are: `jpeg`, `png`, `webp`, … whatever the name says. */
  readonly format: string;
  readonly sha256: string;
  /** See `differenceHash`. */
  readonly dHash: string;
}

/**
 * Reads and measures one picture.
 * @throws {MaskpredError} FILE_UNREADABLE, IMAGE_DECODE_FAILED, IMAGE_TOO_LARGE.
 */
export async function readPictureFacts(path: string, options: CallOptions = {}): Promise<PictureFacts> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  const image = await decodeImage(bytes, options);
  const { format } = await sharp(bytes).metadata();
  return {
    width: image.width,
    height: image.height,
    byteLength: bytes.length,
    format,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    dHash: differenceHash(image),
    ...measurePicture(image),
  };
}
