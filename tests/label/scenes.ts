import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AnnotatedImage,
  type Annotation,
  type Box,
  type RgbImage,
  scaleBox,
  translateBox,
} from '@maskpred/core';
import { drawFaceMask, formatVoc } from '@maskpred/dataset';
import sharp from 'sharp';
import { PICTURES } from '../consumer/fixture.js';
import { PHOTO_FACES } from './photo-faces.js';

/** Pixels of a scene's width. */
const WIDTH = 800;
/** Shares of a photograph's sides that are cut off, so that no two scenes are alike; all faces stay in. */
const CUTS = [0, 0.02, 0.04, 0.06, 0.08];
/** The photographs with most faces come most often. */
const PHOTOS = [5, 6, 4, 3, 5, 6, 4, 2, 5, 6, 1];

export interface ScenesOptions {
  readonly count: number;
  /** Whether the boxes of every third scene get a mask drawn on. @default true */
  readonly hasMasks?: boolean;
}

/**
 * Writes scenes with real faces as `maskpred faces` leaves them: re-crops of the photographs, flipped and with masks drawn
 * on, and the detector's proposals in Pascal VOC.
 * @returns what the annotation files say, in the order of their names.
 */
export async function writeScenes(
  folder: string,
  options: ScenesOptions,
): Promise<readonly AnnotatedImage[]> {
  const { count, hasMasks = true } = options;
  await Promise.all(['images', 'annotations'].map((name) => mkdir(join(folder, name), { recursive: true })));
  const scenes: AnnotatedImage[] = [];
  for (let index = 0; index < count; index++) {
    const photo = PHOTOS[index % PHOTOS.length]!;
    const id = `scene-${String(index).padStart(3, '0')}`;
    scenes.push(await writeScene(folder, id, photo, index, hasMasks && index % 3 === 1));
  }
  return scenes;
}

async function writeScene(
  folder: string,
  id: string,
  photo: number,
  index: number,
  isMasked: boolean,
): Promise<AnnotatedImage> {
  const path = join(PICTURES, `sample${photo}.jpg`);
  const whole = await sharp(path).metadata();
  const cut = CUTS[Math.floor(index / PHOTOS.length) % CUTS.length]!;
  const left = Math.round(whole.width * cut * 0.5);
  const top = Math.round(whole.height * cut);
  const area = { left, top, width: whole.width - 2 * left, height: whole.height - top };
  const scale = WIDTH / area.width;
  const height = Math.round(area.height * scale);
  const isFlipped = index % 2 === 1;
  const { data, info } = await sharp(path)
    .extract(area)
    .resize(WIDTH, height, { fit: 'fill' })
    .flop(isFlipped)
    .raw()
    .toBuffer({ resolveWithObject: true });
  let image: RgbImage = { data, width: info.width, height: info.height, channels: 3 };
  const annotations = PHOTO_FACES[photo]!.map(([x, y, width, tall, score]): Annotation => {
    const moved = scaleBox(translateBox({ x, y, width, height: tall }, -left, -top), scale);
    const inside = wholeBox(isFlipped ? { ...moved, x: WIDTH - moved.x - moved.width } : moved, image);
    return { box: inside, label: isMasked ? 'mask' : 'no-mask', score };
  });
  if (isMasked) {
    for (const [at, face] of annotations.entries())
      image = drawFaceMask(image, face, { seed: index * 10 + at });
  }
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  await sharp(image.data, { raw })
    .jpeg({ quality: 85 })
    .toFile(join(folder, 'images', `${id}.jpg`));
  const scene = { id, fileName: `${id}.jpg`, width: WIDTH, height, annotations, isVerified: false };
  await writeFile(join(folder, 'annotations', `${id}.xml`), formatVoc(scene));
  return scene;
}

function wholeBox(
  { x, y, width, height }: Box,
  picture: { readonly width: number; readonly height: number },
): Box {
  const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))];
  return {
    x: left,
    y: top,
    width: Math.min(Math.round(width), picture.width - left),
    height: Math.min(Math.round(height), picture.height - top),
  };
}
