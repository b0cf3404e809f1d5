import { fitWithin, type RawImage, resizeImage } from '@maskpred/core';
import { measureSharpness } from './sharpness.js';

/** What can be said of a picture's pixels without knowing what they show. */
export interface PictureMeasures {
  /**
   * How much of the contrast at its strongest edges lies between two neighbouring pixels, 0 to 1: 1 for steps, about 0.45
   * for the usual photograph of a face, below 0.2 where everything is blurred, 0 for a flat picture.
   */
  readonly sharpness: number;
  /** Mean grey value (Rec. 601), 0 to 255. */
  readonly brightness: number;
  /** Standard deviation of the grey values, 0 to 127.5. */
  readonly contrast: number;
  /** The grey value that 5 % of the picture are below. */
  readonly darkest: number;
  /** The grey value that 5 % of the picture are above: unlike the mean, it tells a dark picture from a dark background. */
  readonly brightest: number;
}

/** Longer side, pixels, at which pictures are measured, so that large and small ones compare; smaller ones as they are. */
export const MEASURED_SIZE = 96;

/** Share of the pixels that does not count at either end. */
const TAIL = 0.05;

/** Measures a picture; `[height, width, 3]` bytes or any other RawImage. */
export function measurePicture(image: RawImage): PictureMeasures {
  const longer = Math.max(image.width, image.height);
  const size = longer > MEASURED_SIZE ? fitWithin(image, MEASURED_SIZE) : image;
  const { data, width, height } = resizeImage(image, size.width, size.height);
  const values = new Float64Array(width * height);
  for (let i = 0; i < values.length; i++) {
    values[i] = 0.299 * data[i * 3]! + 0.587 * data[i * 3 + 1]! + 0.114 * data[i * 3 + 2]!;
  }
  const [brightness, variance] = moments(values);
  const sharpness = measureSharpness({ values, width, height });
  const sorted = values.sort();
  const darkest = sorted[Math.floor(TAIL * sorted.length)]!;
  const brightest = sorted[Math.ceil((1 - TAIL) * sorted.length) - 1]!;
  return { sharpness, brightness, contrast: Math.sqrt(variance), darkest, brightest };
}

function moments(values: Float64Array): [mean: number, variance: number] {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return [mean, squares / values.length];
}
