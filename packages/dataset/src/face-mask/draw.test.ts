import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Box, type Keypoint, MaskpredError, type RawImage, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawFace } from '../__fixtures__/drawn-face.js';
import { drawFaceMask } from './draw.js';
import { FACE_MASK_STYLES } from './style.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

const face = drawFace();
const { box, keypoints } = face;
const named = (name: string) => keypoints.find((point) => point.name === name)!;
const CHIN = { x: 100, y: 159 };
const FOREHEAD = { x: 100, y: 52 };
const CHEEKS = [
  { x: 72, y: 118 },
  { x: 128, y: 118 },
];
const EYES = [named('left-eye'), named('right-eye')];

const pixel = (image: RawImage, { x, y }: Point) => {
  const at = (Math.floor(y) * image.width + Math.floor(x)) * 3;
  return [...image.data.subarray(at, at + 3)];
};
/** Largest difference of a channel at a place. */
const change = (after: RawImage, point: Point, before: RawImage = face.image) => {
  const old = pixel(before, point);
  return Math.max(...pixel(after, point).map((value, c) => Math.abs(value - old[c])));
};
const meanOf = (image: RawImage, { x, y, width, height }: Box) => {
  const sums = [0, 0, 0];
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) {
      pixel(image, { x: column, y: row }).forEach((value, c) => (sums[c] += value / (width * height)));
    }
  }
  return sums as [number, number, number];
};
const OVER_MOUTH: Box = { x: 85, y: 120, width: 30, height: 20 };
// Of the photograph sample6.jpg (1920 x 1537): boxes from eyebrows to chin, and the middle of the mouth.
const PHOTO_FACES = [
  { box: { x: 677, y: 382, width: 171, height: 265 }, mouth: { x: 756, y: 558 } },
  { box: { x: 1175, y: 361, width: 203, height: 243 }, mouth: { x: 1276, y: 536 } },
  { box: { x: 1482, y: 321, width: 227, height: 257 }, mouth: { x: 1551, y: 492 } },
  { box: { x: 244, y: 526, width: 226, height: 252 }, mouth: { x: 391, y: 704 } },
];
const INVALID = expect.objectContaining({ code: 'INVALID_ARGUMENT' });

describe('drawFaceMask', () => {
  it('gives the same bytes for the same seed, others for another, and leaves its input alone', () => {
    const before = face.image.data.slice();
    const first = drawFaceMask(face.image, { box }, { seed: 3 });
    expect(first).toMatchObject({ width: 200, height: 200, channels: 3 });
    expect(isSame(drawFaceMask(face.image, { box }, { seed: 3 }).data, first.data)).toBe(true);
    expect(isSame(drawFaceMask(face.image, { box }, { seed: 4 }).data, first.data)).toBe(false);
    expect(isSame(face.image.data, before)).toBe(true);
    expect(first.data).not.toBe(face.image.data);
  });

  describe.each([
    ['a box', { box }],
    ['keypoints', face],
  ])('by %s', (_what, where) => {
    it.each(FACE_MASK_STYLES)('covers nose, mouth, cheeks and chin, not the eyes: %s', (style) => {
      for (let seed = 0; seed < 4; seed++) {
        const masked = drawFaceMask(face.image, where, { seed, style });
        // a sand-coloured cloth is close to skin, so changes are looked for where the cloth hides a drawn feature
        expect(change(masked, named('mouth'))).toBeGreaterThan(15);
        const changed = [named('nose'), ...CHEEKS, CHIN].map((point) => change(masked, point));
        expect(Math.min(...changed)).toBeGreaterThan(0);
        for (const point of [...EYES, FOREHEAD]) expect(change(masked, point)).toBe(0);
      }
    });

    it('leaves the nose bare below the nose, and nose and mouth on the chin', () => {
      for (let seed = 0; seed < 4; seed++) {
        const options = { seed, style: 'surgical-blue' } as const;
        const low = drawFaceMask(face.image, where, { ...options, wear: 'under-nose' });
        expect(change(low, { x: 100, y: 105 })).toBeLessThan(25); // at most the shadow of the cloth
        expect(change(low, named('mouth'))).toBeGreaterThan(40);
        const chin = drawFaceMask(face.image, where, { ...options, wear: 'chin' });
        expect(change(chin, named('nose'))).toBe(0);
        expect(change(chin, named('mouth'))).toBeLessThan(25);
        expect(change(chin, CHIN)).toBeGreaterThan(40);
      }
    });
  });

  it('gives each style its colour', () => {
    const colour = (style: (typeof FACE_MASK_STYLES)[number]) =>
      meanOf(drawFaceMask(face.image, face, { seed: 5, style }), OVER_MOUTH);
    const [blueRed, , blueBlue] = colour('surgical-blue');
    expect(blueBlue - blueRed).toBeGreaterThan(15);
    expect(Math.max(...colour('black'))).toBeLessThan(60);
    const white = colour('surgical-white');
    expect(Math.min(...white)).toBeGreaterThan(130);
    expect(Math.max(...white) - Math.min(...white)).toBeLessThan(25);
  });

  it('draws styles by chance when none is named', () => {
    const colours = Array.from({ length: 30 }, (_, seed) =>
      meanOf(drawFaceMask(face.image, { box }, { seed }), OVER_MOUTH),
    );
    expect(colours.some((rgb) => Math.max(...rgb) < 60)).toBe(true);
    expect(colours.some((rgb) => Math.min(...rgb) > 130)).toBe(true);
    expect(colours.some(([red, , blue]) => blue - red > 15)).toBe(true);
  });

  it('is as dark as its picture', () => {
    const dark = drawFace({ light: 0.35 });
    const options = { seed: 5, style: 'surgical-white' } as const;
    const [inLight] = meanOf(drawFaceMask(face.image, face, options), OVER_MOUTH);
    const [inDark] = meanOf(drawFaceMask(dark.image, dark, options), OVER_MOUTH);
    expect(inDark).toBeLessThan(0.6 * inLight);
    expect(inDark).toBeGreaterThan(0.2 * inLight);
  });

  it('keeps a picture without colour grey', () => {
    const grey = drawFace({ grey: true });
    for (const style of FACE_MASK_STYLES) {
      const { data } = drawFaceMask(grey.image, grey, { seed: 2, style });
      expect(isSame(data, grey.image.data)).toBe(false);
      const coloured = data.findIndex((value, i) => value !== data[i - (i % 3)]);
      expect(coloured).toBe(-1);
    }
  });

  it('follows a head that is upside down', () => {
    const turn = ({ x, y, ...rest }: Point) => ({ ...rest, x: 200 - x, y: 200 - y });
    const turned: RgbImage = { ...face.image, data: rotateHalf(face.image) };
    const where = {
      box: { ...box, x: 200 - box.x - box.width, y: 200 - box.y - box.height },
      keypoints: keypoints.map(turn),
    };
    const masked = drawFaceMask(turned, where, { seed: 1, style: 'surgical-blue' });
    expect(change(masked, turn(named('mouth')), turned)).toBeGreaterThan(40);
    expect(change(masked, turn(CHIN), turned)).toBeGreaterThan(40);
    for (const eye of EYES) expect(change(masked, turn(eye), turned)).toBe(0);
  });

  it('reaches around the near cheek of a head that is turned aside', () => {
    const reach = (nose: number) => {
      const moved = keypoints.map((point) => (point.name === 'nose' ? { ...point, x: nose } : point));
      const masked = drawFaceMask(face.image, { box, keypoints: moved }, { seed: 1, style: 'black' });
      const dark = Array.from({ length: 200 }, (_, x) => x).filter(
        (x) => Math.max(...pixel(masked, { x, y: 118 })) < 80,
      );
      return { left: 100 - dark[0], right: dark.at(-1)! - 100 };
    };
    const [toLeft, ahead, toRight] = [reach(88), reach(100), reach(112)];
    expect(Math.abs(ahead.left - ahead.right)).toBeLessThan(10);
    expect(toLeft.right).toBeGreaterThan(toLeft.left + 5);
    expect(toRight.left).toBeGreaterThan(toRight.right + 5);
  });

  it('understands other names of keypoints, and falls back to the box when some are missing', () => {
    const options = { seed: 9 };
    const camel = [
      { name: 'rightEye', ...xy(named('right-eye')) },
      { name: 'LEFT_EYE', ...xy(named('left-eye')) },
      { name: 'nose_tip', ...xy(named('nose')) },
      { name: 'mouthLeft', x: 90, y: named('mouth').y },
      { name: 'mouth-right', x: 110, y: named('mouth').y },
    ];
    const draw = (points: readonly Keypoint[]) =>
      drawFaceMask(face.image, { box, keypoints: points }, options).data;
    const byPoints = draw(keypoints);
    const byBox = drawFaceMask(face.image, { box }, options).data;
    expect(isSame(byPoints, byBox)).toBe(false);
    expect(isSame(draw(camel), byPoints)).toBe(true);
    expect(isSame(draw(camel.slice(0, 3)), byBox)).toBe(true);
    expect(isSame(draw(camel.map(xy)), byBox)).toBe(true);
  });

  it('takes grey and transparent pictures, and pictures of one pixel', () => {
    const rgba = { data: new Uint8ClampedArray(40 * 40 * 4).fill(255), width: 40, height: 40 };
    const small = { x: 8, y: 8, width: 24, height: 24 };
    expect(drawFaceMask(rgba, { box: small }, { seed: 1 }).data).toHaveLength(40 * 40 * 3);
    const grey = { data: new Uint8Array(1600).fill(90), width: 40, height: 40, channels: 1 } as const;
    expect(drawFaceMask(grey, { box: small }, { seed: 1 }).channels).toBe(3);
    const dot = { data: Uint8Array.of(9, 9, 9), width: 1, height: 1, channels: 3 } as const;
    expect(drawFaceMask(dot, { box: { x: 0, y: 0, width: 1, height: 1 } }, { seed: 1 }).data).toHaveLength(3);
  });

  it('draws any box that touches the picture, and nothing far from it', () => {
    const image = drawFace({ size: 48 }).image;
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const boxes = fc.record({
      x: number(-20, 47),
      y: number(-20, 47),
      width: number(21, 60),
      height: number(21, 60),
    });
    fc.assert(
      fc.property(boxes, fc.integer(), (any, seed) => {
        const { data } = drawFaceMask(image, { box: any }, { seed });
        const isFar = (i: number) => {
          const x = Math.floor(i / 3) % 48;
          const y = Math.floor(i / 3 / 48);
          const across = (x - any.x) / any.width;
          const down = (y - any.y) / any.height;
          return across < -0.5 || across > 1.5 || down < -0.2 || down > 1.6;
        };
        expect(data.findIndex((value, i) => value !== image.data[i] && isFar(i))).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a broken seed', { box }, { seed: 1.5 }],
    ['an unknown style', { box }, { seed: 1, style: 'scarf' as 'black' }],
    ['an unknown way to wear it', { box }, { seed: 1, wear: 'off' as 'right' }],
    ['a box without size', { box: { ...box, width: 0 } }, { seed: 1 }],
    ['a box of NaN', { box: { ...box, x: Number.NaN } }, { seed: 1 }],
    ['a box outside of the picture', { box: { ...box, x: 500 } }, { seed: 1 }],
    ['a keypoint of NaN', { box, keypoints: [{ name: 'nose', x: Number.NaN, y: 1 }] }, { seed: 1 }],
  ])('refuses %s', (_what, where, options) => {
    expect(() => drawFaceMask(face.image, where, options)).toThrow(INVALID);
  });

  it('refuses pixels that do not fit their size', () => {
    const image = { data: new Uint8Array(7), width: 2, height: 1, channels: 3 } as const;
    expect(() => drawFaceMask(image, { box }, { seed: 1 })).toThrow(MaskpredError);
  });

  it('draws on the four faces of a photograph', async () => {
    const require = createRequire(import.meta.url);
    const folder = dirname(require.resolve('@vladmandic/face-api/package.json'));
    const photo = await decodeImage(join(folder, 'demo', 'sample6.jpg'));
    const faces = PHOTO_FACES;
    const masked = faces.reduce<RgbImage>(
      (image, { box }, seed) => drawFaceMask(image, { box }, { seed, style: 'surgical-blue' }),
      photo,
    );
    for (const { mouth } of faces) {
      const [red, , blue] = pixel(masked, mouth) as [number, number, number];
      const [skinRed, , skinBlue] = pixel(photo, mouth) as [number, number, number];
      expect(blue - red).toBeGreaterThan(skinBlue - skinRed + 30);
    }
  });
});

/** Equality of bytes, without the cost of a readable difference of 120,000 of them. */
const isSame = (a: Uint8Array | Uint8ClampedArray, b: Uint8Array | Uint8ClampedArray) =>
  Buffer.from(a).equals(b as Uint8Array);

const xy = ({ x, y }: Point) => ({ x, y });

function rotateHalf({ data, width, height }: RawImage): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < width * height; i++)
    out.set(data.subarray(i * 3, i * 3 + 3), (width * height - 1 - i) * 3);
  return out;
}
