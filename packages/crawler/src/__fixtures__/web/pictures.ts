import { createRandom } from '@maskpred/core';
import sharp, { type Sharp } from 'sharp';

export interface DrawOptions {
  /** Pixels. @default 96 */
  readonly width?: number;
  readonly height?: number;
}

/** A picture of nothing, whose 9 x 8 fields are grey by chance: two of them differ in about 32 bits of their hashes. */
export function draw(seed: number, { width = 96, height = width }: DrawOptions = {}): Sharp {
  const random = createRandom(seed);
  const fields = Uint8Array.from({ length: 72 }, () => random.int(20, 235));
  return sharp(fields, { raw: { width: 9, height: 8, channels: 1 } })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .toColourspace('srgb');
}

/** Red, green and blue quarters and a white one: which way is up can be seen. */
export function drawQuarters(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isLeft = x < width / 2;
      const isTop = y < height / 2;
      const color = isTop
        ? isLeft
          ? [230, 20, 20]
          : [20, 200, 20]
        : isLeft
          ? [20, 20, 230]
          : [250, 250, 250];
      pixels.set(color, (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** What a phone writes: camera, time, place. */
export const CAMERA_DATA = {
  IFD0: { Make: 'Camera Works', Model: 'Model Seven', Copyright: 'Somebody' },
  IFD2: { DateTimeOriginal: '2024:05:01 10:11:12', BodySerialNumber: 'SERIAL-4711' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '48/1 12/1 30/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '16/1 22/1 0/1',
  },
};

/** The header of a PNG of 60,000 x 60,000 pixels, and little more: 10 GB when decoded. */
export function pngBomb(): Buffer {
  return Buffer.from(
    '89504e470d0a1a0a0000000d494844520000ea600000ea6008020000006a5b5c3b0000000c4944415408d763f8ffff3f0005fe02fea73581840000000049454e44ae426082',
    'hex',
  );
}
