import type { Size } from './box.js';
import { assertArgument } from './error.js';
import { type RawImage, type RgbImage, toRgb } from './image.js';

/** For each output position: where its source window starts, and the window's weights (they sum to 1). */
interface Taps {
  readonly start: Int32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

/**
 * Triangle filter, stretched by the scale when shrinking (so that every source pixel counts), bilinear when growing.
 * Pixel centres are at +0.5. The same kernel as Pillow's `Image.BILINEAR` (src/libImaging/Resample.c, precompute_coeffs).
 */
function triangleTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(1, scale);
  const count = Math.min(from, Math.ceil(2 * support)); // floor(a + 2s) - floor(a) is at most that
  const start = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const low = Math.max(0, Math.floor(centre - support + 0.5));
    const high = Math.min(from, Math.floor(centre + support + 0.5));
    const first = Math.min(low, from - count);
    start[i] = first;
    let sum = 0;
    for (let j = low; j < high; j++) sum += Math.max(0, 1 - Math.abs((j + 0.5 - centre) / support));
    for (let j = low; j < high; j++) {
      weights[i * count + j - first] = Math.max(0, 1 - Math.abs((j + 0.5 - centre) / support)) / sum;
    }
  }
  return { start, weights, count };
}

/**
 * Resamples a picture with an anti-aliased triangle filter: the one resize of every package, in plain arithmetic, so
 * the bytes are the same in Node and in every browser. Aspect is not kept; see {@link fitWithin}.
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
  const rows = resampleRows(rgb, triangleTaps(rgb.width, width), width);
  return {
    data: resampleColumns(rows, triangleTaps(rgb.height, height), width, height),
    width,
    height,
    channels: 3,
  };
}

/** Horizontal pass: `[height, width, 3]` bytes to `[height, outWidth, 3]` floats, 0 to 255. */
function resampleRows(image: RgbImage, taps: Taps, outWidth: number): Float32Array {
  const { data, width, height } = image;
  const { start, weights, count } = taps;
  const out = new Float32Array(height * outWidth * 3);
  let o = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width * 3;
    for (let x = 0; x < outWidth; x++) {
      let s = row + start[x] * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let w = x * count, end = w + count; w < end; w++, s += 3) {
        const weight = weights[w];
        red += data[s] * weight;
        green += data[s + 1] * weight;
        blue += data[s + 2] * weight;
      }
      out[o] = red;
      out[o + 1] = green;
      out[o + 2] = blue;
      o += 3;
    }
  }
  return out;
}

/** Vertical pass: `[height, width, 3]` floats to `[outHeight, width, 3]` bytes. */
function resampleColumns(rows: Float32Array, taps: Taps, width: number, outHeight: number): Uint8Array {
  const { start, weights, count } = taps;
  const stride = width * 3;
  const out = new Uint8Array(outHeight * stride);
  const line = new Float32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    line.fill(0.5); // rounds half up when truncated below
    for (let k = 0; k < count; k++) {
      const weight = weights[y * count + k];
      if (weight === 0) continue;
      const from = (start[y] + k) * stride;
      for (let i = 0; i < stride; i++) line[i] += rows[from + i] * weight;
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) out[to + i] = line[i]!; // 0.5 to 255.5, so truncation never wraps
  }
  return out;
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
