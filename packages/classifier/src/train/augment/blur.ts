import type { Random, RgbImage } from '@maskpred/core';
import { AUGMENTATION, WORKING_SIZE } from './augmentation.js';

/** The picture out of focus, in some of the variants. */
export function blur(image: RgbImage, random: Random): RgbImage {
  const { blurShare, blurSigma } = AUGMENTATION;
  const isBlurred = random.next() < blurShare;
  const sigma = (random.between(...blurSigma) * Math.max(image.width, image.height)) / WORKING_SIZE;
  return isBlurred ? gaussianBlur(image, sigma) : image;
}

/** Gaussian blur of standard deviation `sigma` pixels, in two passes; edge pixels repeat. */
export function gaussianBlur(image: RgbImage, sigma: number): RgbImage {
  const radius = Math.ceil(sigma * 3);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  const kernel = weights.map((weight) => weight / sum);
  const { width, height, data } = image;
  const rows = convolve(Float32Array.from(data), kernel, {
    lines: height,
    lineStep: width * 3,
    count: width,
    step: 3,
  });
  const both = convolve(rows, kernel, { lines: width, lineStep: 3, count: height, step: width * 3 });
  return { ...image, data: Uint8ClampedArray.from(both) };
}

interface Lines {
  readonly lines: number;
  readonly lineStep: number;
  /** Pixels a line. */
  readonly count: number;
  /** From one pixel of a line to the next. */
  readonly step: number;
}

function convolve(values: Float32Array, kernel: readonly number[], layout: Lines): Float32Array {
  const { lines, lineStep, count, step } = layout;
  const radius = (kernel.length - 1) / 2;
  const out = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < count; i++) {
      for (let k = -radius; k <= radius; k++) {
        const from = line * lineStep + Math.min(count - 1, Math.max(0, i + k)) * step;
        const to = line * lineStep + i * step;
        const weight = kernel[k + radius]!;
        for (let c = 0; c < 3; c++) out[to + c]! += values[from + c]! * weight;
      }
    }
  }
  return out;
}
