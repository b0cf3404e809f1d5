/** Which positions of a line each position of its resampled form is made of. */
export interface Taps {
  /** First source position of each. */
  readonly start: Int32Array;
  /** `count` weights of each, one after the other; those of one position sum to 1. */
  readonly weights: Float32Array;
  /** Source positions each is made of, 1 to the length of the source. */
  readonly count: number;
}

/**
 * Triangle filter, stretched by the scale when shrinking (so that every source pixel counts), bilinear when growing.
 * Pixel centres are at +0.5. The same kernel as Pillow's `Image.BILINEAR` (src/libImaging/Resample.c, precompute_coeffs).
 *
 * @param from - length of the source, pixels; `to` that of the result.
 */
export function triangleTaps(from: number, to: number): Taps {
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
