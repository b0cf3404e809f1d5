import type { Size } from '../box.js';

/** Where a picture goes in a network's input, and as what. */
export interface InputPlace {
  /** `[…, rows, columns, 3]`, of which the picture takes a part. */
  readonly values: Float32Array;
  /** Numbers of `values` before the picture's first. */
  readonly offset: number;
  /** Numbers of `values` from one row to the next. */
  readonly rowLength: number;
  /** What the bytes 0 and 255 become. */
  readonly range: readonly [low: number, high: number];
}

// Every step is rounded to 32 bits, as SIMD does it, so that both ways give the same numbers.
const { fround } = Math;

/** Writes bytes of RGB into their place, in plain JavaScript. */
export function writePixels(
  data: Uint8Array | Uint8ClampedArray,
  { width, height }: Size,
  { values, offset, rowLength, range: [low, high] }: InputPlace,
): void {
  const [first, span] = [fround(low), fround(high - low)];
  const numbers = Float32Array.from({ length: 256 }, (_, byte) => first + fround(span * fround(byte / 255)));
  const length = width * 3;
  for (let row = 0; row < height; row++) {
    const from = row * length;
    const to = offset + row * rowLength;
    for (let i = 0; i < length; i++) values[to + i] = numbers[data[from + i]!]!;
  }
}
