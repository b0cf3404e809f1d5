import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fitWithin, resizeImage, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');

/** Faces in sample1.jpg to sample6.jpg that are turned to the camera, counted by eye. */
export const FACE_COUNTS = [3, 3, 3, 4, 5, 4] as const;

export const photographPath = (number: number): string => join(folder, `sample${number}.jpg`);

/** A photograph whose longer side is resized to that many pixels. */
export async function readPhotograph(number: number, longerSide: number): Promise<RgbImage> {
  const image = await decodeImage(photographPath(number));
  const { width, height } = fitWithin(image, longerSide);
  return resizeImage(image, width, height);
}

/** A picture on a grey canvas. */
export function placeOn(image: RgbImage, width: number, height: number, x: number, y: number): RgbImage {
  const data = new Uint8Array(width * height * 3).fill(128);
  for (let row = 0; row < image.height; row++) {
    const line = image.data.subarray(row * image.width * 3, (row + 1) * image.width * 3);
    data.set(line, ((y + row) * width + x) * 3);
  }
  return { data, width, height, channels: 3 };
}
