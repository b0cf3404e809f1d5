import { type Box, clipBox, expandBox, type Size } from './box.js';
import { assertArgument } from './error.js';
import { type RawImage, type RgbImage, toRgb } from './image.js';

/**
 * The whole pixels that {@link cropImage} takes for a box: the box grown by `margin`, its edges rounded to the
 * nearest pixel, clipped to the picture, at least one pixel wide and high.
 * @throws {MaskpredError} INVALID_ARGUMENT when a number of the box is not finite, its size is not positive, or it
 * lies outside the picture.
 */
export function cropRegion(box: Box, margin: number, size: Size): Box {
  const grown = expandBox(box, margin);
  const values = [grown.x, grown.y, grown.width, grown.height];
  assertArgument(
    values.every(Number.isFinite) && grown.width > 0 && grown.height > 0,
    `A box needs finite numbers and a positive size, got x ${box.x}, y ${box.y}, ${box.width} x ${box.height}.`,
  );
  const inside = clipBox(grown, size);
  assertArgument(
    inside.width > 0 && inside.height > 0,
    `The box at x ${box.x}, y ${box.y}, ${box.width} x ${box.height} lies outside its ${size.width} x ${size.height} picture.`,
  );
  const x = Math.min(Math.round(inside.x), size.width - 1);
  const y = Math.min(Math.round(inside.y), size.height - 1);
  const right = Math.max(x + 1, Math.round(inside.x + inside.width));
  const bottom = Math.max(y + 1, Math.round(inside.y + inside.height));
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * Cuts a box out of a picture, at the picture's own resolution: the one crop of training, evaluation, CLI and browser.
 *
 * @param image - any RawImage; it is not changed.
 * @param box - pixels of `image`.
 * @param margin - share of the box's size added on each side before cutting. @default 0
 * @returns RGB pixels of {@link cropRegion}.
 * @throws {MaskpredError} INVALID_ARGUMENT as {@link cropRegion} does.
 */
export function cropImage(image: RawImage, box: Box, margin = 0): RgbImage {
  const region = cropRegion(box, margin, image);
  const { channels = 4 } = image;
  const rowBytes = region.width * channels;
  const data = new Uint8Array(rowBytes * region.height);
  for (let row = 0; row < region.height; row++) {
    const from = ((region.y + row) * image.width + region.x) * channels;
    data.set(image.data.subarray(from, from + rowBytes), row * rowBytes);
  }
  return toRgb({ data, width: region.width, height: region.height, channels });
}
