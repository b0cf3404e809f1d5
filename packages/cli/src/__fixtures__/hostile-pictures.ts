import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A picture file that something is wrong with, and the code it fails with. */
export interface HostilePicture {
  readonly name: string;
  readonly code: string;
}

/** Writes pictures that cannot be answered. */
export async function writeBrokenPictures(folder: string, photo: string): Promise<HostilePicture[]> {
  const whole = await readFile(photo);
  const files: readonly (readonly [name: string, code: string, content: string | Uint8Array])[] = [
    ['empty.jpg', 'IMAGE_DECODE_FAILED', ''],
    ['truncated.jpg', 'IMAGE_DECODE_FAILED', whole.subarray(0, Math.floor(whole.length / 2))],
    ['text.png', 'IMAGE_DECODE_FAILED', 'this is not a picture'],
    ['zero-sized.png', 'IMAGE_DECODE_FAILED', solidPng(0, 0)],
    ['bomb.png', 'IMAGE_TOO_LARGE', solidPng(20_000, 20_000)],
  ];
  for (const [name, , content] of files) await writeFile(join(folder, name), content);
  return files.map(([name, code]) => ({ name, code }));
}

/** Writes the same photograph in unusual but lawful files; every one is answered. Returns their names. */
export async function writeUnusualPictures(folder: string, photo: string): Promise<string[]> {
  const small = () => sharp(photo).resize(640);
  const at = (name: string) => join(folder, name);
  const rgb = await small().png().toBuffer();
  await small().toColourspace('cmyk').jpeg({ quality: 95 }).toFile(at('cmyk.jpg'));
  await sharp(rgb).toColourspace('rgb16').png().toFile(at('sixteen-bit.png'));
  await sharp(rgb).greyscale().jpeg().toFile(at('grey.jpg'));
  await sharp(rgb).ensureAlpha(0.9).png().toFile(at('transparent.png'));
  await sharp(rgb).png().toFile(at('really-a-png.jpg'));
  await sharp([rgb, rgb], { join: { animated: true } })
    .gif()
    .toFile(at('animated.gif'));
  await sharp(rgb).jpeg().toFile(at('name with spaces, ünïcödé, 漢字.jpg'));
  await sharp({ create: { width: 1, height: 1, channels: 3, background: '#888' } })
    .png()
    .toFile(at('one-pixel.png'));
  return [
    'animated.gif',
    'cmyk.jpg',
    'grey.jpg',
    'name with spaces, ünïcödé, 漢字.jpg',
    'one-pixel.png',
    'really-a-png.jpg',
    'sixteen-bit.png',
    'transparent.png',
  ];
}

/** Writes one photograph in the eight EXIF orientations, each stored so that the upright picture is the same. */
export async function writeOrientations(folder: string, photo: string): Promise<string[]> {
  const upright = await sharp(photo).resize(640).png().toBuffer();
  const paths: string[] = [];
  for (let orientation = 1; orientation <= 8; orientation++) {
    const path = join(folder, `orientation-${orientation}.png`);
    await sharp(await store(upright, orientation))
      .withMetadata({ orientation })
      .png()
      .toFile(path);
    paths.push(path);
  }
  return paths;
}

/** The inverse of what a viewer does for each value of the EXIF tag 0x0112: a flip, a quarter turn, in this order. */
async function store(upright: Buffer, orientation: number): Promise<Buffer> {
  const isMirrored = [2, 4, 5, 7].includes(orientation);
  const turn = { 3: 180, 4: 180, 5: 270, 6: 270, 7: 90, 8: 90 }[orientation] ?? 0;
  // One pass each, because sharp orders the operations of a pass itself.
  const flopped = await sharp(upright).flop(isMirrored).png().toBuffer();
  return sharp(flopped).rotate(turn).png().toBuffer();
}

/** A black PNG of one bit a pixel: 20,000 x 20,000 take 50 KB. */
function solidPng(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bits a channel, grey
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
