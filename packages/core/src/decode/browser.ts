import { MaskpredError, messageOf } from '../error.js';
import { type ImageInput, isRawImage, type RgbImage, toRgb } from '../image.js';
import { DEFAULT_MAX_PIXELS, type DecodeOptions, describeInput } from './limits.js';

/** What a browser can decode besides {@link ImageInput}: elements, canvases, bitmaps, video frames. */
export type BrowserImageInput = ImageInput | CanvasImageSource;

/**
 * Decodes a picture to upright RGB with the browser's own decoders: EXIF orientation applied, alpha flattened on white,
 * the first frame of an animation. Decoders differ by a few grey levels from the ones used in Node.
 *
 * @param input - a URL (string or URL), encoded bytes, a Blob or File, a RawImage or ImageData, or anything that a
 * canvas can draw.
 * @throws {MaskpredError} FILE_UNREADABLE when a URL cannot be fetched, IMAGE_DECODE_FAILED when the bytes are no
 * picture, IMAGE_TOO_LARGE above `maxPixels`.
 */
export async function decodeImage(input: BrowserImageInput, options: DecodeOptions = {}): Promise<RgbImage> {
  const { maxPixels = DEFAULT_MAX_PIXELS, signal } = options;
  signal?.throwIfAborted();
  if (isRawImage(input)) return toRgb(input);
  const name = describeInput(input as ImageInput);
  const bitmap = await toBitmap(input, name, signal);
  try {
    signal?.throwIfAborted();
    const { width, height } = bitmap;
    if (width * height > maxPixels) {
      throw new MaskpredError(
        'IMAGE_TOO_LARGE',
        `${name}: ${width} x ${height} is more than ${Math.round(maxPixels / 1e6)} megapixels. Shrink the picture first, or raise \`maxPixels\`.`,
      );
    }
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return toRgb(context.getImageData(0, 0, width, height));
  } finally {
    bitmap.close();
  }
}

/**
 * The bytes behind a URL.
 * @throws {MaskpredError} FILE_NOT_FOUND for a 404, FILE_UNREADABLE otherwise.
 */
export async function readBytes(location: string | URL, signal?: AbortSignal): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(location, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw new MaskpredError(
      'FILE_UNREADABLE',
      `${String(location)}: cannot be fetched: ${messageOf(error)}.`,
      {
        cause: error,
        isRetryable: true,
      },
    );
  }
  if (!response.ok) {
    const code = response.status === 404 ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE';
    throw new MaskpredError(code, `${String(location)}: the server answered ${response.status}.`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

async function toBitmap(
  input: Exclude<BrowserImageInput, { data: unknown }>,
  name: string,
  signal?: AbortSignal,
): Promise<ImageBitmap> {
  const source = await toBitmapSource(input, signal);
  try {
    return await createImageBitmap(source, { imageOrientation: 'from-image', premultiplyAlpha: 'none' });
  } catch (error) {
    throw new MaskpredError(
      'IMAGE_DECODE_FAILED',
      `${name}: not a picture that this browser can decode: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}

async function toBitmapSource(
  input: Exclude<BrowserImageInput, { data: unknown }>,
  signal?: AbortSignal,
): Promise<ImageBitmapSource> {
  if (typeof input === 'string' || input instanceof URL) {
    return new Blob([(await readBytes(input, signal)) as Uint8Array<ArrayBuffer>]);
  }
  if (input instanceof Uint8Array) return new Blob([input as Uint8Array<ArrayBuffer>]);
  if (input instanceof ArrayBuffer) return new Blob([input]);
  return input;
}
