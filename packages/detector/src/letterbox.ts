import { fitWithin, type RawImage, resizeImage, type RgbImage } from '@maskpred/core';

/** A picture as the network takes it. */
export interface Letterbox {
  /** `[height, width, 3]`, RGB in -1 to 1, the picture at the top left, -1 (black) right of it and below. */
  readonly values: Float32Array;
  /** Of `values`, pixels. */
  readonly width: number;
  /** Of `values`, pixels. */
  readonly height: number;
  /** Pixels of `values` for one pixel of the picture, along x and y. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * The picture resized to fit a square of `side` pixels with its aspect kept, and padded right and below to whole cells.
 * Only the part of the square that the picture fills is kept: what would be black costs the network as much time.
 *
 * @param multiple - both sides of the result are multiples of this many pixels, and at most `side`.
 */
export function letterbox(image: RawImage, side: number, multiple: number): Letterbox {
  const fitted = fitWithin(image, side);
  const resized = resizeImage(image, fitted.width, fitted.height);
  const width = Math.min(side, Math.ceil(fitted.width / multiple) * multiple);
  const height = Math.min(side, Math.ceil(fitted.height / multiple) * multiple);
  const values = new Float32Array(width * height * 3).fill(-1);
  fillCanvas(values, width, resized, 0, 0);
  return { values, width, height, scaleX: fitted.width / image.width, scaleY: fitted.height / image.height };
}

/** What the network takes for each byte, -1 to 1. */
const VALUES = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/**
 * Writes a picture into the network's input, 0 to 255 as -1 to 1: the one preprocessing of detecting and training.
 *
 * @param values - `[height, canvasWidth, 3]`
 * @param x - pixels of the canvas, as `y`: where the picture's top left corner goes.
 */
export function fillCanvas(
  values: Float32Array,
  canvasWidth: number,
  image: RgbImage,
  x: number,
  y: number,
): void {
  const rowLength = image.width * 3;
  for (let row = 0; row < image.height; row++) {
    const from = row * rowLength;
    const to = ((y + row) * canvasWidth + x) * 3;
    for (let i = 0; i < rowLength; i++) values[to + i] = VALUES[image.data[from + i]!]!;
  }
}

/** The picture resized to fit a square of `side` pixels when it is larger; itself when it is not. */
export function shrinkWithin(image: RgbImage, side: number): RgbImage {
  if (Math.max(image.width, image.height) <= side) return image;
  const { width, height } = fitWithin(image, side);
  return resizeImage(image, width, height);
}
