import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resizeImage, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { drawFaceMask } from '@maskpred/dataset';
import { detectFaces } from '@maskpred/detector';
import sharp from 'sharp';
import { PICTURES } from '../consumer/fixture.js';

/** Pixels of the fake camera. */
export const CAMERA_SIZE = Object.freeze({ width: 640, height: 480 });
/** What people wear before the fake camera, from left to right. */
export const CAMERA_LABELS = Object.freeze(['mask', 'no-mask', 'mask']);

/** Chromium plays such a file at 30 frames a second, again and again. */
const FRAMES = 300;
const PHOTO = 'sample3.jpg';
const PHOTO_WIDTH = 880;
/** How far the camera goes from the middle of its way, pixels: all three faces stay in view. */
const WAY = { left: { middle: 188, reach: 50 }, top: { middle: 60, reach: 55 } };
/** Masks by the index of the face from the left. */
const MASKS = { 0: { seed: 2, style: 'surgical-blue' }, 2: { seed: 2, style: 'black' } } as const;

/**
 * Writes a video for Chromium's fake camera: a photograph with three faces, masks drawn on two of them, before which
 * the camera moves round in an ellipse, so that the faces move across the frame and the video repeats without a jump.
 */
export async function writeFakeCamera(path: string): Promise<void> {
  const photo = await maskedPhotograph();
  const source = sharp(photo.data, { raw: { width: photo.width, height: photo.height, channels: 3 } });
  const frames: Buffer[] = [];
  for (let i = 0; i < FRAMES; i++) {
    const turn = (2 * Math.PI * i) / FRAMES;
    const left = Math.round(WAY.left.middle + WAY.left.reach * Math.sin(turn));
    const top = Math.round(WAY.top.middle + WAY.top.reach * Math.cos(turn));
    const frame = source.clone().extract({ left, top, ...CAMERA_SIZE });
    frames.push(await frame.jpeg({ quality: 85 }).toBuffer());
  }
  await writeFile(path, Buffer.concat(frames));
}

/** The photograph, masks drawn on its outer faces. */
export async function maskedPhotograph(): Promise<RgbImage> {
  let image = await decodeImage(join(PICTURES, PHOTO));
  image = resizeImage(image, PHOTO_WIDTH, Math.round((PHOTO_WIDTH * image.height) / image.width));
  const faces = (await detectFaces(image)).sort((a, b) => a.box.x - b.box.x);
  for (const [index, mask] of Object.entries(MASKS)) image = drawFaceMask(image, faces[Number(index)], mask);
  return image;
}
