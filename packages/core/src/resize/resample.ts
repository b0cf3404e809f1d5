import type { RgbImage } from '../image.js';
import { type InputPlace, writePixels } from './network-input.js';
import type { Taps } from './taps.js';

/** Resamples a picture along both axes. `columns` are the taps of the result's width, along x, `rows` those of its height. */
export interface Resampler {
  /** @returns `[rows, columns, 3]` */
  toBytes(image: RgbImage, columns: Taps, rows: Taps): Uint8Array;
  /** Writes those bytes into their place. */
  toInput(image: RgbImage, columns: Taps, rows: Taps, place: InputPlace): void;
}

// Every sum is rounded to 32 bits, as SIMD does it, so that both ways give the same bytes.
const { fround } = Math;

/** In plain JavaScript: slower, and anywhere. */
export const plainResampler: Resampler = {
  toBytes: resample,
  toInput(image, columns, rows, place) {
    const size = { width: columns.start.length, height: rows.start.length };
    writePixels(resample(image, columns, rows), size, place);
  },
};

function resample(image: RgbImage, columns: Taps, rows: Taps): Uint8Array {
  const width = columns.start.length;
  return alongY(alongX(image, columns, width), rows, width * 3);
}

/** `[height, width, 3]` bytes to `[height, outWidth, 3]` floats, 0 to 255. */
function alongX({ data, width, height }: RgbImage, taps: Taps, outWidth: number): Float32Array {
  const { start, weights, count } = taps;
  const out = new Float32Array(height * outWidth * 3);
  let o = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let s = (y * width + start[x]) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let w = x * count, end = w + count; w < end; w++, s += 3) {
        const weight = weights[w];
        red = fround(red + fround(data[s] * weight));
        green = fround(green + fround(data[s + 1] * weight));
        blue = fround(blue + fround(data[s + 2] * weight));
      }
      out[o] = red;
      out[o + 1] = green;
      out[o + 2] = blue;
      o += 3;
    }
  }
  return out;
}

/** `[height, stride]` floats to `[outHeight, stride]` bytes. */
function alongY(values: Float32Array, { start, weights, count }: Taps, stride: number): Uint8Array {
  const out = new Uint8Array(start.length * stride);
  const line = new Float32Array(stride);
  for (let y = 0; y < start.length; y++) {
    line.fill(0.5); // rounds half up when truncated below
    for (let k = 0; k < count; k++) {
      const weight = weights[y * count + k];
      const from = (start[y] + k) * stride;
      for (let i = 0; i < stride; i++) line[i] += fround(values[from + i] * weight);
    }
    out.set(line, y * stride); // 0.5 to 255.5, so truncation never wraps
  }
  return out;
}
