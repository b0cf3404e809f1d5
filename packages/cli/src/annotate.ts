import type { RgbImage } from '@maskpred/core';
import sharp from 'sharp';
import type { CopyFormat } from './copy-targets.js';
import { type LabelledBox } from './draw/layout.js';
import { formatOverlay } from './draw/overlay.js';

const JPEG_QUALITY = 90;

/**
 * The bytes of a copy of the picture with boxes and labels drawn on: upright, sRGB, without the original's metadata.
 * The picture itself is not changed.
 */
export async function drawAnnotatedCopy(
  picture: RgbImage,
  faces: readonly LabelledBox[],
  format: CopyFormat,
): Promise<Uint8Array> {
  const { data, width, height, channels } = picture;
  const overlay = Buffer.from(formatOverlay(faces, picture));
  const drawn = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    .composite([{ input: overlay, limitInputPixels: false }])
    .removeAlpha();
  const quality = format === 'jpeg' || format === 'webp' ? { quality: JPEG_QUALITY } : {};
  return drawn.toFormat(format, quality).toBuffer();
}
