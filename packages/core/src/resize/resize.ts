import type { Size } from '../box.js';
import { assertArgument } from '../error.js';
import { type RawImage, type RgbImage, toRgb } from '../image.js';
import { type InputPlace, writePixels } from './network-input.js';
import { plainResampler, type Resampler } from './resample.js';
import { openSimdResampler } from './resample-simd.js';
import { triangleTaps } from './taps.js';

let opened: Resampler | undefined;

const openResampler = () => (opened ??= openSimdResampler() ?? plainResampler);

/**
 * Resamples a picture with an anti-aliased triangle filter: the one resize of every package, in the same arithmetic
 * everywhere, so the bytes are the same in Node and in every browser. Aspect is not kept; see {@link fitWithin}.
 *
 * @returns RGB pixels, `width * height * 3` bytes. The input itself, as RGB, when the size is unchanged.
 * @throws {MaskpredError} INVALID_ARGUMENT when a target side is not a whole number of at least 1.
 */
export function resizeImage(image: RawImage, width: number, height: number): RgbImage {
  assertSides({ width, height });
  const rgb = toRgb(image);
  if (rgb.width === width && rgb.height === height) return rgb;
  const [columns, rows] = [triangleTaps(rgb.width, width), triangleTaps(rgb.height, height)];
  return { data: openResampler().toBytes(rgb, columns, rows), width, height, channels: 3 };
}

/**
 * Writes the bytes of {@link resizeImage} into a network's input.
 * @param size - pixels that the picture takes there.
 * @throws {MaskpredError} INVALID_ARGUMENT when a side is not a whole number of at least 1, or the place is too small.
 */
export function resizeIntoInput(image: RawImage, size: Size, place: InputPlace): void {
  assertSides(size);
  const { width, height } = size;
  const end = place.offset + (height - 1) * place.rowLength + width * 3;
  assertArgument(
    place.offset >= 0 && place.rowLength >= width * 3 && end <= place.values.length,
    `A picture of ${width} x ${height} does not fit there: it ends at ${end} of ${place.values.length} numbers.`,
  );
  const rgb = toRgb(image);
  if (rgb.width === width && rgb.height === height) return writePixels(rgb.data, size, place);
  const [columns, rows] = [triangleTaps(rgb.width, width), triangleTaps(rgb.height, height)];
  return openResampler().toInput(rgb, columns, rows, place);
}

function assertSides({ width, height }: Size): void {
  assertArgument(
    Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0,
    `A picture is resized to whole, positive sides, got ${width} x ${height}.`,
  );
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
