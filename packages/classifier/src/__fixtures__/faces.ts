import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Box, cropImage, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';

const demo = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

/** A photograph of @vladmandic/face-api: `sample1.jpg` … `sample6.jpg`, all faces bare. */
export const photographPath = (name: string) => join(demo, name);

/** Faces of sample1.jpg (1920 x 1280) as the detector finds them, pixels. */
export const SAMPLE1_BOXES: readonly Box[] = [
  { x: 407, y: 425, width: 176, height: 165 },
  { x: 833, y: 490, width: 187, height: 150 },
  { x: 1470, y: 275, width: 195, height: 155 },
];

/** Bare faces cut from sample1.jpg with the margin of the shipped model. */
export async function bareFaces(): Promise<RgbImage[]> {
  const image = await decodeImage(photographPath('sample1.jpg'));
  return SAMPLE1_BOXES.map((box) => cropImage(image, box, 0.15));
}
