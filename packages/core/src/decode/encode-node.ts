import { loadSharp } from './sharp.js';
import { type RawImage, toRgb } from '../image.js';

/**
 * The picture as a JPEG file.
 * @param quality - 1 to 100. @default 90
 * @throws {MaskpredError} MISSING_DEPENDENCY without `sharp`.
 */
export async function encodeJpeg(image: RawImage, quality = 90): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { data, width, height, channels } = toRgb(image);
  return sharp(data, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer();
}
