import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Sharp, SharpOptions } from 'sharp';
import { MaskpredError, messageOf } from '../error.js';
import { type ImageInput, isRawImage, type RgbImage, toRgb } from '../image.js';
import { DEFAULT_MAX_PIXELS, type DecodeOptions, describeInput, isUrlString } from './limits.js';

type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

/**
 * Decodes a picture to upright RGB: EXIF orientation applied, alpha flattened on white, CMYK, grey and 16 bit
 * converted to sRGB of 8 bits, the first frame of an animation. RawImages pass through {@link toRgb}.
 *
 * @param input - a file path, a `file:`, `http(s):` or `data:` URL, encoded bytes, or a RawImage.
 * @throws {MaskpredError} FILE_NOT_FOUND or FILE_UNREADABLE for paths and URLs, IMAGE_DECODE_FAILED when the bytes are
 * no whole picture, IMAGE_TOO_LARGE above `maxPixels`, MISSING_DEPENDENCY without `sharp`.
 * @example
 * const image = await decodeImage('photo.jpg');
 * console.log(image.width, image.height, image.channels); // 640 427 3
 */
export async function decodeImage(input: ImageInput, options: DecodeOptions = {}): Promise<RgbImage> {
  const { maxPixels = DEFAULT_MAX_PIXELS, signal } = options;
  signal?.throwIfAborted();
  if (isRawImage(input)) return toRgb(input);
  const name = describeInput(input);
  const bytes = await readInput(input, signal);
  const sharp = await loadSharp();
  const picture = sharp(bytes, { failOn: 'error', limitInputPixels: false, animated: false });
  try {
    const { width, height, format } = await picture.metadata();
    if (format === 'svg') throw new Error('drawings (SVG) are not photographs');
    if (width * height > maxPixels) throw tooLarge(name, width, height, maxPixels);
    signal?.throwIfAborted();
    const { data, info } = await picture
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    signal?.throwIfAborted();
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return toRgb({ data: pixels, width: info.width, height: info.height, channels: info.channels as 1 | 3 });
  } catch (error) {
    if (MaskpredError.isInstance(error) || signal?.aborted) throw error;
    throw new MaskpredError(
      'IMAGE_DECODE_FAILED',
      `${name}: not a whole picture (${bytes.length} bytes): ${messageOf(error)}. ` +
        'Open it in a viewer, or download it again; JPEG, PNG, WebP, AVIF, GIF and TIFF are read.',
      { cause: error },
    );
  }
}

/**
 * The bytes of a file path, a `file:`, `http(s):` or `data:` URL.
 * @throws {MaskpredError} FILE_NOT_FOUND or FILE_UNREADABLE.
 */
export async function readBytes(location: string | URL, signal?: AbortSignal): Promise<Uint8Array> {
  const url =
    typeof location === 'string' ? (isUrlString(location) ? new URL(location) : undefined) : location;
  if (url && url.protocol !== 'file:') return fetchBytes(url, signal);
  const path = url ? fileURLToPath(url) : (location as string);
  try {
    if ((await stat(path)).isDirectory()) {
      throw new MaskpredError('FILE_UNREADABLE', `${path}: is a folder, a file was expected.`);
    }
    return await readFile(path, { signal });
  } catch (error) {
    if (MaskpredError.isInstance(error) || signal?.aborted) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new MaskpredError('FILE_NOT_FOUND', `${path}: no such file. Check the path.`, { cause: error });
    }
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

async function readInput(
  input: Exclude<ImageInput, { width: number }>,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (typeof input === 'string' || input instanceof URL) return readBytes(input, signal);
  if (input instanceof Uint8Array) return input;
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (input instanceof Blob) return new Uint8Array(await input.arrayBuffer());
  throw new MaskpredError(
    'INVALID_ARGUMENT',
    'A picture is a path, a URL, the bytes of a file, or {data, width, height, channels} with a Uint8Array.',
  );
}

async function fetchBytes(url: URL, signal?: AbortSignal): Promise<Uint8Array> {
  const { protocol } = url;
  const name = protocol === 'data:' ? 'the data: URL' : url.href;
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new MaskpredError('FILE_UNREADABLE', `${name}: cannot be fetched: ${messageOf(error)}.`, {
      cause: error,
      isRetryable: true,
    });
  }
}

function tooLarge(name: string, width: number, height: number, maxPixels: number): MaskpredError {
  return new MaskpredError(
    'IMAGE_TOO_LARGE',
    `${name}: ${width} x ${height} is ${Math.round((width * height) / 1e6)} megapixels, at most ${Math.round(maxPixels / 1e6)} are decoded. ` +
      'Shrink the picture first, or raise `maxPixels`.',
  );
}

async function loadSharp(): Promise<SharpFactory> {
  try {
    const module = (await import('sharp')) as unknown as { default: SharpFactory };
    return module.default;
  } catch (error) {
    throw new MaskpredError(
      'MISSING_DEPENDENCY',
      'Pictures are decoded with sharp, which is not installed here: npm i sharp. Or pass decoded pixels (a RawImage).',
      { cause: error },
    );
  }
}
