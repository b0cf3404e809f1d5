import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { decodeImage } from '@maskpred/core/node';
import { differenceHash, hashDistance } from '@maskpred/core';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { CAMERA_DATA, draw, drawQuarters, pngBomb } from '../__fixtures__/web/pictures.js';
import { preparePicture, type PreparedPicture } from './prepare-picture.js';
import { stripJpeg } from './strip-jpeg.js';
import { stripPng } from './strip-png.js';
import { stripWebp } from './strip-webp.js';

const SECRETS = /Exif|Camera Works|Model Seven|SERIAL-4711|GPS|ns\.adobe\.com|Photoshop|a secret/;
const demo = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>a secret of ns.adobe.com</a></x:xmpmeta>';

let photo: Buffer;
beforeAll(async () => {
  photo = await readFile(join(demo, 'demo/sample1.jpg'));
});

const prepare = (bytes: Uint8Array, options = {}) => preparePicture(bytes, { name: 'it', ...options });
const rejected = (problem: string) => expect.objectContaining({ code: 'CONTENT_REJECTED', problem });
const textOf = ({ bytes }: PreparedPicture) => Buffer.from(bytes).toString('latin1');
const withCamera = (picture: Sharp) => picture.withExif(CAMERA_DATA).withXmp(XMP);

describe('preparePicture: kinds', () => {
  it.each([
    ['jpg', () => draw(1).jpeg(), 'jpg'],
    ['progressive jpg', () => draw(1).jpeg({ progressive: true }), 'jpg'],
    ['png', () => draw(1).png(), 'png'],
    ['webp', () => draw(1).webp(), 'webp'],
    ['avif', () => draw(1).avif({ effort: 0 }), 'avif'],
  ] as const)('keeps the bytes of %s without metadata', async (_, make, extension) => {
    const bytes = await make().toBuffer();
    const picture = await prepare(bytes);
    expect(picture).toMatchObject({ extension, width: 96, height: 96 });
    expect(picture.bytes).toBe(bytes);
    expect(picture).not.toHaveProperty('sourceSha256');
    expect(picture.dHash).toBe(differenceHash(await decodeImage(bytes)));
  });

  it.each(['gif', 'webp'] as const)('takes the first frame of an animated %s', async (format) => {
    const frames = await Promise.all([draw(1), draw(2)].map((frame) => frame.png().toBuffer()));
    const bytes = await sharp(frames, { join: { animated: true } })
      .toFormat(format, { lossless: true })
      .toBuffer();
    const picture = await prepare(bytes);
    expect(picture.extension).toBe(format === 'gif' ? 'png' : 'jpg');
    expect((await sharp(picture.bytes).metadata()).pages ?? 1).toBe(1);
    expect(hashDistance(picture.dHash, differenceHash(await decodeImage(frames[0])))).toBeLessThanOrEqual(4);
    expect(picture.sourceSha256).not.toBe(picture.sha256);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('\uFEFF \n<!doctype html><title>404</title>')],
    ['JSON', Buffer.from('{"error": "gone"}')],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a PDF', Buffer.from('%PDF-1.4\n%%EOF')],
    ['zeros', Buffer.alloc(5000)],
  ])('refuses %s', async (_, bytes) => {
    await expect(prepare(bytes)).rejects.toThrow(rejected('not-an-image'));
  });

  it('refuses TIFF, which is a picture of another kind', async () => {
    await expect(prepare(await draw(1).tiff().toBuffer())).rejects.toThrow(rejected('not-an-image'));
  });

  it.each([0.05, 0.5, 0.95])('refuses a photograph cut after %d of its length', async (part) => {
    await expect(prepare(photo.subarray(0, photo.length * part))).rejects.toThrow(rejected('broken'));
  });

  it('refuses a picture by its header before it is decoded', async () => {
    const before = process.resourceUsage().maxRSS;
    await expect(prepare(pngBomb())).rejects.toThrow(rejected('too-large'));
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(60 * 1024); // KiB
    await expect(prepare(await draw(1).png().toBuffer(), { maxPixels: 96 * 96 - 1 })).rejects.toThrow(
      rejected('too-large'),
    );
  });

  it('refuses what is too small or too long, by the upright sides', async () => {
    const tall = await draw(1, { width: 100, height: 300 })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    await expect(prepare(tall, { minSize: 101 })).rejects.toThrow(
      expect.objectContaining({ problem: 'too-small', width: 300, height: 100 }),
    );
    await expect(prepare(tall, { maxAspect: 2.9 })).rejects.toThrow(rejected('aspect'));
    expect(await prepare(tall, { minSize: 100, maxAspect: 3 })).toMatchObject({ width: 300, height: 100 });
  });
});

describe('preparePicture: metadata', () => {
  it.each([
    ['jpg', () => withCamera(draw(1)).jpeg(), 'jpg'],
    ['progressive jpg', () => withCamera(draw(1)).jpeg({ progressive: true }), 'jpg'],
    ['png', () => withCamera(draw(1)).png(), 'png'],
    ['webp', () => withCamera(draw(1)).webp(), 'webp'],
    ['lossless webp', () => withCamera(draw(1)).webp({ lossless: true }), 'webp'],
  ] as const)('takes camera and place out of %s without touching a pixel', async (_, make, extension) => {
    const bytes = await make().toBuffer();
    expect(bytes.toString('latin1')).toMatch(SECRETS);
    const picture = await prepare(bytes);
    expect(picture.extension).toBe(extension);
    expect(textOf(picture)).not.toMatch(SECRETS);
    expect(await sharp(picture.bytes).metadata()).not.toHaveProperty('exif');
    await expectSamePixels(picture.bytes, bytes);
    expect(picture.sourceSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('encodes AVIF with metadata again, as a JPEG that looks the same', async () => {
    const bytes = await withCamera(drawQuarters(128, 96)).avif({ quality: 90, effort: 0 }).toBuffer();
    const picture = await prepare(bytes);
    expect(picture.extension).toBe('jpg');
    expect(textOf(picture)).not.toMatch(SECRETS);
    expect(pixelAt(await decodeImage(picture.bytes), 20, 20)).toEqual([
      expect.closeTo(230, -1),
      expect.closeTo(20, -1),
      expect.closeTo(20, -1),
    ]);
  });

  it.each([2, 3, 4, 5, 6, 7, 8])(
    'turns a picture of orientation %d upright, for every program',
    async (orientation) => {
      const bytes = await drawQuarters(128, 96)
        .withExif({ IFD0: { Make: 'Camera Works' } })
        .withMetadata({ orientation })
        .jpeg({ quality: 95 })
        .toBuffer();
      const upright = await decodeImage(bytes);
      const picture = await prepare(bytes);
      expect(picture).toMatchObject({ width: upright.width, height: upright.height, extension: 'jpg' });
      const stored = await sharp(picture.bytes).raw().toBuffer({ resolveWithObject: true }); // without turning
      expect(stored.info).toMatchObject({ width: upright.width, height: upright.height });
      for (const [x, y] of [
        [10, 10],
        [upright.width - 10, 10],
        [10, upright.height - 10],
      ] as const) {
        const at = (y * upright.width + x) * 3;
        const [was, is] = [upright.data, stored.data].map((data) => [...data.subarray(at, at + 3)]);
        was.forEach((value, i) => expect(Math.abs(value - is[i])).toBeLessThan(8));
      }
      expect(textOf(picture)).not.toMatch(SECRETS);
    },
  );

  it('keeps the colour profile of what is not encoded again, and the look of what is', async () => {
    const make = (orientation: number) =>
      drawQuarters(128, 96)
        .withIccProfile('p3')
        .withMetadata({ orientation, icc: 'p3' })
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer();
    const kept = await prepare(await make(1));
    expect((await sharp(kept.bytes).metadata()).icc).toBeDefined();
    const turned = await prepare(await make(3));
    expect((await sharp(turned.bytes).metadata()).icc).toBeUndefined();
    const [left] = [pixelAt(await decodeImage(kept.bytes), 10, 10)];
    const right = pixelAt(await decodeImage(turned.bytes), 117, 85);
    left.forEach((value, i) => expect(Math.abs(value - right[i])).toBeLessThan(8));
  });

  it('takes away what a file carries behind its end', async () => {
    const tail = Buffer.from('a secret behind the picture');
    for (const make of [() => draw(1).jpeg(), () => draw(1).png(), () => draw(1).webp()]) {
      const bytes = await make().toBuffer();
      const picture = await prepare(Buffer.concat([bytes, tail]));
      expect(Buffer.from(picture.bytes).equals(bytes)).toBe(true);
    }
  });

  it('gives the same bytes each time', async () => {
    const bytes = await withCamera(draw(1)).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await prepare(bytes)).toEqual(await prepare(bytes));
  });

  it('leaves the pixels of real photographs as they are', async () => {
    const picture = await prepare(photo);
    await expectSamePixels(picture.bytes, photo);
  });
});

describe('taking metadata out of files that somebody has tampered with', () => {
  it.each([
    ['JPEG', stripJpeg, () => withCamera(draw(1, { width: 64 })).jpeg()],
    ['PNG', stripPng, () => withCamera(draw(1, { width: 64 })).png()],
    ['WebP', stripWebp, () => withCamera(draw(1, { width: 64 })).webp()],
  ] as const)('ends, and never grows, for %s', async (_, strip, make) => {
    const whole = await make().toBuffer();
    expect(strip(new Uint8Array(0))).toBeUndefined();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 }),
        fc.nat(whole.length),
        (changes, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const stripped = strip(bytes.subarray(0, length));
          expect(stripped === undefined || stripped.length <= length).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** Byte by byte, without telling which: comparing millions as lists takes minutes. */
async function expectSamePixels(a: Uint8Array, b: Uint8Array): Promise<void> {
  const [first, second] = [await decodeImage(a), await decodeImage(b)];
  expect(Buffer.compare(Buffer.from(first.data), Buffer.from(second.data))).toBe(0);
}

function pixelAt(
  { data, width }: { readonly data: ArrayLike<number>; readonly width: number },
  x: number,
  y: number,
): number[] {
  const at = (y * width + x) * 3;
  return [data[at], data[at + 1], data[at + 2]];
}
