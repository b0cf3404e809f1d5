import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MaskpredError, messageOf } from '../error.js';
import { type ImageInput, isRawImage, type RgbImage, toRgb } from '../image.js';
import { DEFAULT_MAX_PIXELS, type DecodeOptions, describeInput, isUrlString } from './limits.js';
import { loadSharp } from './sharp.js';

/**
 * Decodes a picture to upright RGB: EXIF orientation applied, alpha flattened on white, CMYK, grey and 16 bit
 * converted to sRGB of 8 bits (by the embedded colour profile where there is one), the first frame of an animation.
 * A picture that is cut short is refused, bytes after its end are ignored. RawImages pass through {@link toRgb}.
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
  try {
    const picture = sharp(bytes, { failOn: 'error', limitInputPixels: false, animated: false });
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
    signal?.throwIfAborted();
    if (MaskpredError.isInstance(error)) throw error;
    throw new MaskpredError(
      'IMAGE_DECODE_FAILED',
      `${name}: not a whole picture (${bytes.length} bytes): ${firstLineOf(error)}. ` +
        'Open it in a viewer, or download it again; JPEG, PNG, WebP, AVIF, GIF and TIFF are read.',
      { cause: error },
    );
  }
}

/**
 * The bytes of a file path, a `file:`, `http(s):`, `data:` or `blob:` URL.
 * @throws {MaskpredError} FILE_NOT_FOUND when there is no such file (or the server answers 404), FILE_UNREADABLE for
 * a folder, a file that cannot be read, a URL that is not valid or not answered.
 */
export async function readBytes(location: string | URL, signal?: AbortSignal): Promise<Uint8Array> {
  const path = pathOf(location);
  if (path === undefined) return fetchBytes(new URL(location), signal);
  try {
    if ((await stat(path)).isDirectory()) {
      throw new MaskpredError('FILE_UNREADABLE', `${path}: is a folder, a file was expected.`);
    }
    return await readFile(path, { signal });
  } catch (error) {
    signal?.throwIfAborted(); // readFile rejects with an AbortError of its own
    if (MaskpredError.isInstance(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new MaskpredError('FILE_NOT_FOUND', `${path}: no such file. Check the path.`, { cause: error });
    }
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/**
 * The path of a file of this machine; undefined for what is fetched.
 * @throws {MaskpredError} FILE_UNREADABLE for a URL that is not valid.
 */
export function pathOf(location: string | URL): string | undefined {
  const url = toUrl(location);
  if (!url) return String(location);
  return url.protocol === 'file:' ? toPath(url) : undefined;
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

function toUrl(location: string | URL): URL | undefined {
  if (typeof location !== 'string') return location;
  if (!isUrlString(location)) return undefined;
  try {
    return new URL(location);
  } catch (error) {
    throw new MaskpredError('FILE_UNREADABLE', `${location}: is not a valid URL. Check its spelling.`, {
      cause: error,
    });
  }
}

function toPath(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new MaskpredError('FILE_UNREADABLE', `${url.href}: names no file here: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

async function fetchBytes(url: URL, signal?: AbortSignal): Promise<Uint8Array> {
  const name = url.protocol === 'data:' ? 'the data: URL' : url.href;
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    signal?.throwIfAborted();
    throw new MaskpredError('FILE_UNREADABLE', `${name}: cannot be fetched: ${reasonOf(error)}.`, {
      cause: error,
      isRetryable: url.protocol.startsWith('http'),
    });
  }
  const { status } = response;
  throw new MaskpredError(
    status === 404 ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
    `${name}: the server answered ${status}.`,
    { isRetryable: status === 408 || status === 425 || status === 429 || status >= 500 },
  );
}

/** fetch itself only says "fetch failed": the reason is one level down, and without a message when there are several. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  return messageOf(cause) || String((cause as NodeJS.ErrnoException).code);
}

/** The decoders report one broken picture with up to a dozen lines. */
function firstLineOf(error: unknown): string {
  return messageOf(error)
    .split('\n', 1)[0]
    .replace(/[.:\s]+$/, '');
}

function tooLarge(name: string, width: number, height: number, maxPixels: number): MaskpredError {
  return new MaskpredError(
    'IMAGE_TOO_LARGE',
    `${name}: ${width} x ${height} is ${Math.round((width * height) / 1e6)} megapixels, at most ${Math.round(maxPixels / 1e6)} are decoded. ` +
      'Shrink the picture first, or raise `maxPixels`.',
  );
}
