import { MaskpredError } from './error.js';

/**
 * Decoded pixels, row by row from the top left, 8 bits a channel, interleaved, EXIF-upright, sRGB.
 * `data.length === width * height * channels`. A DOM `ImageData` is a RawImage.
 */
export interface RawImage {
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** 1 grey, 3 RGB, 4 RGBA (not premultiplied). @default 4 */
  readonly channels?: 1 | 3 | 4;
}

/** A RawImage with exactly three channels: what every decoder, crop and resample of maskpred returns. */
export interface RgbImage extends RawImage {
  readonly channels: 3;
}

/** The bytes of a picture file (JPEG, PNG, WebP, GIF, AVIF, TIFF …), never raw pixels. */
export type EncodedImage = Uint8Array | ArrayBuffer | Blob;

/** Anything that can be turned into pixels. A string is a file path in Node, a URL in a browser; http(s) URLs work in both. */
export type ImageInput = RawImage | EncodedImage | URL | string;

/** True when the value has the shape of decoded pixels. Lengths are checked by {@link assertRawImage}. */
export function isRawImage(value: unknown): value is RawImage {
  if (typeof value !== 'object' || value === null) return false;
  const image = value as Partial<RawImage>;
  return (
    typeof image.width === 'number' &&
    typeof image.height === 'number' &&
    (image.data instanceof Uint8Array || image.data instanceof Uint8ClampedArray)
  );
}

/**
 * Checks that size, channels and data agree.
 * @throws {MaskpredError} INVALID_ARGUMENT when they do not, or when a side is zero.
 */
export function assertRawImage(image: RawImage): void {
  const { width, height, channels = 4, data } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `A picture needs whole, positive sides, got ${width} x ${height}.`,
    );
  }
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new MaskpredError('INVALID_ARGUMENT', `A picture has 1, 3 or 4 channels, got ${String(channels)}.`);
  }
  if (data.length !== width * height * channels) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `A ${width} x ${height} picture of ${channels} channels has ${width * height * channels} bytes, got ${data.length}. ` +
        'Set `channels` to what the data holds (the default is 4, as in a DOM ImageData).',
    );
  }
}

/**
 * The picture as RGB: grey is repeated, alpha is flattened on white. Returns the input itself when it is RGB already.
 * @throws {MaskpredError} INVALID_ARGUMENT when size, channels and data do not agree.
 */
export function toRgb(image: RawImage): RgbImage {
  assertRawImage(image);
  const { data, width, height, channels = 4 } = image;
  if (channels === 3) return image as RgbImage;
  const pixels = width * height;
  const out = new Uint8Array(pixels * 3);
  if (channels === 1) {
    for (let i = 0; i < pixels; i++) out.fill(data[i], i * 3, i * 3 + 3);
  } else {
    for (let i = 0; i < pixels; i++) {
      const alpha = data[i * 4 + 3];
      for (let c = 0; c < 3; c++) {
        const value = data[i * 4 + c];
        out[i * 3 + c] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
      }
    }
  }
  return { data: out, width, height, channels: 3 };
}
