import type { Size } from '../box.js';
import { assertArgument } from '../error.js';
import { type RawImage, type RgbImage, toRgb } from '../image.js';
import { type Resample, resamplePlain } from './resample.js';
import { openSimdResample } from './resample-simd.js';
import { triangleTaps } from './taps.js';

let resample: Resample | undefined;

/**
 * Resamples a picture with an anti-aliased triangle filter: the one resize of every package, in the same arithmetic
 * everywhere, so the bytes are the same in Node and in every browser. Aspect is not kept; see {@link fitWithin}.
 *
 * @returns RGB pixels, `width * height * 3` bytes. The input itself, as RGB, when the size is unchanged.
 * @throws {MaskpredError} INVALID_ARGUMENT when a target side is not a whole number of at least 1.
 */
export function resizeImage(image: RawImage, width: number, height: number): RgbImage {
  assertArgument(
    Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0,
    `A picture is resized to whole, positive sides, got ${width} x ${height}.`,
  );
  const rgb = toRgb(image);
  if (rgb.width === width && rgb.height === height) return rgb;
  resample ??= openSimdResample() ?? resamplePlain;
  const data = resample(rgb, triangleTaps(rgb.width, width), triangleTaps(rgb.height, height));
  return { data, width, height, channels: 3 };
}

/**
 * The largest size of the same aspect that fits in a square of `side` pixels; it may be larger than the picture.
 * @example
 * fitWithin({ width: 640, height: 427 }, 512); // { width: 512, height: 342 }
 */
export function fitWithin(size: Size, side: number): Size {
  const scale = side / Math.max(size.width, size.height);
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
