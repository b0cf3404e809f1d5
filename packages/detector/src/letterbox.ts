import {
  fitWithin,
  type RawImage,
  resizeImage,
  resizeIntoInput,
  type RgbImage,
  type Size,
} from '@maskpred/core';

/** How the network takes a picture. */
export interface Letterbox {
  /** Of the network's input, pixels. */
  readonly width: number;
  /** Of the network's input, pixels. */
  readonly height: number;
  /** Pixels of the network's input for one pixel of the picture, along x and y. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Writes `[height, width, 3]`, RGB in -1 to 1, the picture at the top left, -1 (black) right of it and below. */
  fill(values: Float32Array): void;
}

/**
 * The picture resized to fit a square of `side` pixels with its aspect kept, and padded right and below to whole cells.
 * Only the part of the square that the picture fills is kept: what would be black costs the network as much time.
 *
 * @param multiple - both sides of the result are multiples of this many pixels, and at most `side`.
 */
export function letterbox(image: RawImage, side: number, multiple: number): Letterbox {
  const fitted = fitWithin(image, side);
  const width = Math.min(side, Math.ceil(fitted.width / multiple) * multiple);
  const height = Math.min(side, Math.ceil(fitted.height / multiple) * multiple);
  return {
    width,
    height,
    scaleX: fitted.width / image.width,
    scaleY: fitted.height / image.height,
    fill(values) {
      if (fitted.width < width || fitted.height < height) values.fill(-1);
      fillCanvas(values, width, image, fitted, CORNER);
    },
  };
}

const CORNER = Object.freeze({ x: 0, y: 0 });

/** What the network takes for the bytes 0 and 255. */
export const INPUT_RANGE = [-1, 1] as const;

/**
 * Writes a picture into the network's input, 0 to 255 as -1 to 1: the one preprocessing of detecting and training.
 *
 * @param size - pixels that it is resized to.
 * @param values - `[height, canvasWidth, 3]`
 * @param corner - where the picture's top left corner goes, pixels of the canvas.
 */
export function fillCanvas(
  values: Float32Array,
  canvasWidth: number,
  image: RawImage,
  size: Size,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const place = { values, offset: (y * canvasWidth + x) * 3, rowLength: canvasWidth * 3, range: INPUT_RANGE };
  resizeIntoInput(image, size, place);
}

/** The picture resized to fit a square of `side` pixels when it is larger; itself when it is not. */
export function shrinkWithin(image: RgbImage, side: number): RgbImage {
  if (Math.max(image.width, image.height) <= side) return image;
  const { width, height } = fitWithin(image, side);
  return resizeImage(image, width, height);
}
