import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

const demo = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

/** A picture file in memory, with the name of the picture that it was made from. */
export interface MadePicture {
  readonly id: string;
  readonly source: string;
  readonly bytes: Uint8Array;
}

/**
 * Pictures cut from six photographs, side by side and without overlap: each is as like its neighbours in light and colour
 * as strangers in a data set can be.
 */
export async function cutTiles(columns = 4, rows = 3): Promise<MadePicture[]> {
  const tiles: MadePicture[] = [];
  for (let photo = 1; photo <= 6; photo++) {
    const path = join(demo, `sample${photo}.jpg`);
    const size = await sharp(path).metadata();
    const [width, height] = [Math.floor(size.width / columns), Math.floor(size.height / rows)];
    for (let t = 0; t < columns * rows; t++) {
      const area = { left: (t % columns) * width, top: Math.floor(t / columns) * height, width, height };
      const bytes = await sharp(path).extract(area).resize(240).png({ compressionLevel: 1 }).toBuffer();
      const { channels } = await sharp(bytes).stats();
      // a tile of nothing but sky or wall is no picture that anybody could tell from another
      const contrast = Math.max(...channels.map(({ stdev }) => stdev));
      if (contrast > 15) tiles.push({ id: `${photo}-${t}.png`, source: `${photo}-${t}`, bytes });
    }
  }
  return tiles;
}

type Change = (picture: Sharp, width: number, height: number) => Sharp;

/** What happens to pictures on their way through the web. */
export const CHANGES: Readonly<Record<string, Change>> = {
  're-encoded': (picture) => picture.jpeg({ quality: 35 }),
  'a quarter of the size': (picture, width) => picture.resize(Math.round(width / 4)).jpeg({ quality: 85 }),
  grey: (picture) => picture.greyscale().jpeg({ quality: 85 }),
  'another hue': (picture) => picture.modulate({ hue: 30, saturation: 1.3 }).jpeg({ quality: 85 }),
  'less contrast': (picture) => picture.linear(0.7, 45).jpeg({ quality: 85 }),
  mirrored: (picture) => picture.flop().jpeg({ quality: 80 }),
  'mirrored, smaller and darker': (picture, width) =>
    picture
      .flop()
      .resize(Math.round(width / 2))
      .modulate({ brightness: 0.85 })
      .jpeg({ quality: 75 }),
};

/** 5, 10 and 15 % off each side, and other shares on each; the last one mirrored. */
export const CROPS: Readonly<Record<string, Change>> = {
  'cropped by 5 %': cropBy(0.05, 0.05, 0.05, 0.05),
  'cropped by 10 %': cropBy(0.1, 0.1, 0.1, 0.1),
  'cropped by 15 %': cropBy(0.15, 0.15, 0.15, 0.15),
  'cropped unevenly': cropBy(0.15, 0.05, 0.06, 0.12),
};

/** The pictures, each with every change made to it. */
export async function changeTiles(
  tiles: readonly MadePicture[],
  changes: Readonly<Record<string, Change>>,
): Promise<MadePicture[]> {
  const changed: MadePicture[] = [];
  for (const { source, bytes } of tiles) {
    const { width, height } = await sharp(bytes).metadata();
    for (const [name, change] of Object.entries(changes)) {
      changed.push({
        id: `${source} ${name}.jpg`,
        source,
        bytes: await change(sharp(bytes), width, height).toBuffer(),
      });
    }
  }
  return changed;
}

function cropBy(left: number, top: number, right: number, bottom: number): Change {
  return (picture, width, height) =>
    picture
      .extract({
        left: Math.round(left * width),
        top: Math.round(top * height),
        width: Math.round((1 - left - right) * width),
        height: Math.round((1 - top - bottom) * height),
      })
      .jpeg({ quality: 85 });
}
