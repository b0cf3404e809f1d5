import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, createDeflate, crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../image.js';
import { decodeImage } from './node.js';

const require = createRequire(import.meta.url);
const demo = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');

let folder: string;
let photo: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-decode-'));
  photo = await sharp(join(demo, 'sample1.jpg')).resize(300).jpeg().toBuffer();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const plain = (r: number, g: number, b: number): Sharp =>
  sharp({ create: { width: 16, height: 16, channels: 3, background: { r, g, b } } });

const clear = (r: number, g: number, b: number, alpha: number): Sharp =>
  sharp({ create: { width: 16, height: 16, channels: 4, background: { r, g, b, alpha } } });

function pixel(image: RgbImage, x = 0, y = 0): number[] {
  return [...image.data.subarray((y * image.width + x) * 3, (y * image.width + x) * 3 + 3)];
}

/** Every channel within `tolerance` grey levels. */
function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) {
    expect(Math.abs(value - expected[i]), `${actual.join()} near ${expected.join()}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
}

/** As toEqual, which takes seconds for the bytes of a photograph. */
function expectSame(actual: RgbImage, expected: RgbImage): void {
  expect([actual.width, actual.height, actual.channels]).toEqual([expected.width, expected.height, 3]);
  expect(Buffer.from(actual.data).equals(expected.data as Uint8Array)).toBe(true);
}

const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

describe('decodeImage: what comes in', () => {
  it('reads a path, a file: URL as URL and as string, bytes, an ArrayBuffer, a Blob and a data: URL alike', async () => {
    const path = join(folder, 'a.jpg');
    await writeFile(path, photo);
    const expected = await decodeImage(path);
    expect(expected).toMatchObject({ width: 300, height: 200, channels: 3 });
    expect(expected.data).toHaveLength(300 * 200 * 3);
    const bytes = new Uint8Array(photo);
    for (const input of [
      pathToFileURL(path),
      pathToFileURL(path).href,
      photo,
      bytes,
      bytes.buffer,
      new Blob([bytes]),
      `data:image/jpeg;base64,${photo.toString('base64')}`,
    ]) {
      expectSame(await decodeImage(input), expected);
    }
  });

  it('reads names with spaces, Unicode and characters that mean something in a URL', async () => {
    for (const name of ['a b.jpg', 'gesicht-ä-顔-😷.jpg', '100%23#?.jpg', "it's [1].jpg"]) {
      const path = join(folder, name);
      await writeFile(path, photo);
      expect((await decodeImage(path)).width).toBe(300);
      expect((await decodeImage(pathToFileURL(path))).width).toBe(300);
    }
  });

  it('reads the bytes, not the extension', async () => {
    const path = join(folder, 'really-a-jpeg.png');
    await writeFile(path, photo);
    expect((await decodeImage(path)).width).toBe(300);
  });

  it('passes decoded pixels through, as RGB', async () => {
    const image = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 as const };
    expect(await decodeImage(image)).toBe(image);
    expect(pixel(await decodeImage({ data: new Uint8ClampedArray(4), width: 1, height: 1 }))).toEqual([
      255, 255, 255,
    ]);
    await expect(decodeImage({ data: new Uint8Array(5), width: 1, height: 1 })).rejects.toThrow(
      failure('INVALID_ARGUMENT', /has 4 bytes, got 5/),
    );
  });

  it('refuses what is none of these', async () => {
    for (const input of [undefined, null, 42, {}, { data: [1, 2, 3], width: 1, height: 1 }]) {
      await expect(decodeImage(input as never)).rejects.toThrow(
        failure('INVALID_ARGUMENT', /A picture is a path/),
      );
    }
  });

  it.each(['png', 'webp', 'avif', 'gif', 'tiff'] as const)('reads %s', async (format) => {
    const image = await decodeImage(await sharp(photo).toFormat(format).toBuffer());
    expect(image).toMatchObject({ width: 300, height: 200, channels: 3 });
  });

  it('reads a picture of one pixel', async () => {
    const image = await decodeImage(await plain(1, 2, 3).resize(1, 1).png().toBuffer());
    expect([...image.data]).toEqual([1, 2, 3]);
  });
});

describe('decodeImage: EXIF orientation', () => {
  const [width, height] = [48, 32];
  /** Upright: red top left, green top right, blue bottom left, white bottom right. */
  const upright = (x: number, y: number) =>
    y < height / 2
      ? x < width / 2
        ? [255, 0, 0]
        : [0, 255, 0]
      : x < width / 2
        ? [0, 0, 255]
        : [255, 255, 255];
  const [lastX, lastY] = [width - 1, height - 1];
  // Where the stored row and column of each orientation lie in the upright picture (EXIF 2.32, tag 0x0112).
  const STORED: Record<number, (row: number, column: number) => number[]> = {
    1: (row, column) => upright(column, row),
    2: (row, column) => upright(lastX - column, row),
    3: (row, column) => upright(lastX - column, lastY - row),
    4: (row, column) => upright(column, lastY - row),
    5: (row, column) => upright(row, column),
    6: (row, column) => upright(lastX - row, column),
    7: (row, column) => upright(lastX - row, lastY - column),
    8: (row, column) => upright(row, lastY - column),
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %i upright', async (orientation) => {
    const [storedWidth, storedHeight] = orientation < 5 ? [width, height] : [height, width];
    const raw = Uint8Array.from(
      Array.from({ length: storedWidth * storedHeight }, (_, i) =>
        STORED[orientation](Math.floor(i / storedWidth), i % storedWidth),
      ).flat(),
    );
    const jpeg = await sharp(raw, { raw: { width: storedWidth, height: storedHeight, channels: 3 } })
      .withMetadata({ orientation })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const image = await decodeImage(jpeg);
    expect(image).toMatchObject({ width, height });
    for (const [x, y] of [
      [4, 4],
      [44, 4],
      [4, 28],
      [44, 28],
    ]) {
      expectNear(pixel(image, x, y), upright(x, y), 6);
    }
  });
});

describe('decodeImage: colours', () => {
  it('lays transparent pixels on white', async () => {
    const half = await decodeImage(await clear(200, 100, 50, 0.5).png().toBuffer());
    expectNear(pixel(half), [227, 177, 152], 1);
    const none = await decodeImage(await clear(200, 100, 50, 0).png().toBuffer());
    expect(pixel(none)).toEqual([255, 255, 255]);
    const palette = await decodeImage(await clear(100, 0, 0, 0).png({ palette: true }).toBuffer());
    expect(pixel(palette)).toEqual([255, 255, 255]);
  });

  it.each([
    ['grey', () => plain(128, 128, 128).toColourspace('b-w').png(), [128, 128, 128]],
    ['grey JPEG', () => plain(128, 128, 128).toColourspace('b-w').jpeg(), [128, 128, 128]],
    ['grey with alpha', () => clear(100, 100, 100, 0.5).toColourspace('b-w').png(), [177, 177, 177]],
    ['grey of 16 bits', () => plain(128, 128, 128).toColourspace('grey16').png(), [128, 128, 128]],
    ['colour of 16 bits', () => plain(200, 100, 50).toColourspace('rgb16').png(), [200, 100, 50]],
    ['16 bits with alpha', () => clear(200, 100, 50, 0.5).toColourspace('rgb16').png(), [227, 177, 152]],
    ['one bit', () => plain(255, 255, 255).png({ palette: true, colours: 2 }), [255, 255, 255]],
  ])('turns %s into RGB of 8 bits', async (_, make, expected) => {
    const image = await decodeImage(await make().toBuffer());
    expect(image.channels).toBe(3);
    expect(image.data).toHaveLength(16 * 16 * 3);
    expectNear(pixel(image), expected, 1);
  });

  it('turns CMYK into RGB of about the same colour', async () => {
    const jpeg = await plain(200, 100, 50).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect(await sharp(jpeg).metadata()).toMatchObject({ space: 'cmyk', channels: 4 });
    // The gamut of print is smaller: the blue of this colour loses about 30 levels.
    expectNear(pixel(await decodeImage(jpeg)), [200, 100, 50], 35);
  });

  it('converts by the embedded colour profile: Display P3 comes back as the sRGB that it was made of', async () => {
    const jpeg = await plain(200, 100, 50)
      .withIccProfile('p3')
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const stored = await sharp(jpeg, { ignoreIcc: true }).raw().toBuffer();
    expectNear([...stored.subarray(0, 3)], [187, 106, 63], 3);
    expectNear(pixel(await decodeImage(jpeg)), [200, 100, 50], 3);
  });

  it.each(['gif', 'webp'] as const)('takes the first frame of an animated %s', async (format) => {
    const frames = [await plain(255, 0, 0).png().toBuffer(), await plain(0, 0, 255).png().toBuffer()];
    const animation = await sharp(frames, { join: { animated: true } })
      .toFormat(format, { lossless: true })
      .toBuffer();
    expect((await sharp(animation, { animated: true }).metadata()).pages).toBe(2);
    const image = await decodeImage(animation);
    expect(image).toMatchObject({ width: 16, height: 16 });
    expect(pixel(image)).toEqual([255, 0, 0]);
  });
});

describe('decodeImage: broken pictures', () => {
  const broken = failure(
    'IMAGE_DECODE_FAILED',
    /^the picture: not a whole picture \(\d+ bytes\): [^\n]+ Open it/,
  );

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from([0xff])],
    ['a text', Buffer.from('<!doctype html><title>404</title>')],
    ['a PDF', Buffer.from('%PDF-1.4\n%%EOF')],
    ['zeros', Buffer.alloc(5000)],
    [
      'a PNG without a size',
      Buffer.from('89504e470d0a1a0a0000000d4948445200000000000000000802000000', 'hex'),
    ],
  ])('refuses %s', async (_, bytes) => {
    await expect(decodeImage(bytes)).rejects.toThrow(broken);
  });

  it('refuses a text with the name of a picture, and names it', async () => {
    const path = join(folder, 'text.jpg');
    await writeFile(path, 'not a picture');
    await expect(decodeImage(path)).rejects.toThrow(failure('IMAGE_DECODE_FAILED', /text\.jpg: not a whole/));
  });

  it('refuses drawings, whose size is whatever they say', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    await expect(decodeImage(Buffer.from(svg))).rejects.toThrow(failure('IMAGE_DECODE_FAILED', /SVG/));
  });

  describe.each([
    ['JPEG', () => sharp(photo).jpeg()],
    ['progressive JPEG', () => sharp(photo).jpeg({ progressive: true })],
    ['PNG', () => sharp(photo).png()],
    ['WebP', () => sharp(photo).webp()],
    ['AVIF', () => sharp(photo).avif({ effort: 0 })],
    ['TIFF', () => sharp(photo).tiff()],
  ])('%s', (_, encode) => {
    let whole: Buffer;
    beforeAll(async () => {
      whole = await encode().toBuffer();
    });

    it.each([0.01, 0.1, 0.5, 0.9, 0.99])('cut after %d of its length is refused', async (part) => {
      await expect(decodeImage(whole.subarray(0, Math.floor(whole.length * part)))).rejects.toThrow(broken);
    });

    it('with bytes after its end is accepted, and they change nothing', async () => {
      const longer = Buffer.concat([
        whole,
        Buffer.from('trailing bytes, as some cameras and servers write them'),
      ]);
      expectSame(await decodeImage(longer), await decodeImage(whole));
    });
  });

  it('refuses a JPEG that lacks only its end marker: the last rows may be missing too', async () => {
    await expect(decodeImage(photo.subarray(0, -2))).rejects.toThrow(broken);
  });
});

/** A black PNG of one bit a pixel: 50 MB of pixels in 50 KB for 20,000 x 20,000, 1.2 GB as RGB. */
async function bomb(width: number, height: number): Promise<Buffer> {
  const deflate = createDeflate({ level: constants.Z_BEST_SPEED });
  const parts: Buffer[] = [];
  const done = new Promise((resolve, reject) => {
    deflate
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', resolve)
      .on('error', reject);
  });
  const row = Buffer.alloc(1 + Math.ceil(width / 8));
  for (let y = 0; y < height; y++) {
    if (!deflate.write(row)) await new Promise((resolve) => deflate.once('drain', resolve));
  }
  deflate.end();
  await done;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.concat(parts)),
    chunk('IEND'),
  ]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

describe('decodeImage: size', () => {
  it('refuses 20,000 x 20,000 before memory grows, and says what to do', async () => {
    const png = await bomb(20_000, 20_000);
    expect(png.length).toBeLessThan(500_000);
    expect((await decodeImage(await bomb(100, 100))).width).toBe(100); // the same writer, so the file is well made
    const before = process.resourceUsage().maxRSS;
    await expect(decodeImage(png)).rejects.toThrow(
      failure('IMAGE_TOO_LARGE', /20000 x 20000 is 400 megapixels, at most 120 .* raise `maxPixels`/),
    );
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(60 * 1024); // KiB
  });

  it('takes exactly `maxPixels` and not one more', async () => {
    await expect(decodeImage(photo, { maxPixels: 300 * 200 - 1 })).rejects.toThrow(
      failure('IMAGE_TOO_LARGE', /300 x 200/),
    );
    expect((await decodeImage(photo, { maxPixels: 300 * 200 })).width).toBe(300);
  });
});
