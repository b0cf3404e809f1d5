import type { Box, RawImage, RgbImage } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawFace } from '../__fixtures__/drawn-face.js';
import type { FaceToCover } from '../drawing/pose.js';
import { SYNTHETIC_STYLES, type SyntheticKind } from './cases.js';
import { drawCup } from './cup/draw.js';
import { drawHand } from './hand/draw.js';
import { drawScarf } from './scarf/draw.js';

type Kind = Exclude<SyntheticKind, 'face-mask'>;
type Draw = (
  image: RawImage,
  face: FaceToCover,
  options: { readonly seed: number; readonly style?: never },
) => RgbImage;

const DRAW: Readonly<Record<Kind, Draw>> = { hand: drawHand, scarf: drawScarf, cup: drawCup };
const KINDS = Object.keys(DRAW) as Kind[];
const EACH_STYLE = KINDS.flatMap((kind) => SYNTHETIC_STYLES[kind].map((style) => [kind, style] as const));

const face = drawFace({ size: 100 });
const { image, box, keypoints } = face;
const isSame = (a: RgbImage, b: RawImage) => Buffer.from(a.data).equals(b.data as Uint8Array);

/** Share of the pixels of an area, as shares of the face's box, that differ by more than 12 in some channel. */
function changedShare(after: RawImage, before: RawImage, area: Box): number {
  let changed = 0;
  let all = 0;
  for (
    let y = Math.round(box.y + area.y * box.height);
    y < box.y + (area.y + area.height) * box.height;
    y++
  ) {
    for (let x = Math.round(box.x + area.x * box.width); x < box.x + (area.x + area.width) * box.width; x++) {
      const at = (y * before.width + x) * 3;
      all++;
      if ([0, 1, 2].some((c) => Math.abs(after.data[at + c]! - before.data[at + c]!) > 12)) changed++;
    }
  }
  return changed / all;
}
const LOWER_FACE: Box = { x: 0.2, y: 0.55, width: 0.6, height: 0.4 };
const FOREHEAD: Box = { x: 0.1, y: -0.15, width: 0.8, height: 0.2 };

describe.each(EACH_STYLE)('a drawn %s, %s', (kind, style) => {
  const draw = (picture: RawImage, where: FaceToCover, seed: number) =>
    DRAW[kind](picture, where, { seed, style: style as never });

  it('hides part of the lower face and little of the forehead', () => {
    for (let seed = 0; seed < 2; seed++) {
      const drawn = draw(image, face, seed);
      expect(changedShare(drawn, image, LOWER_FACE)).toBeGreaterThan(0.2);
      expect(changedShare(drawn, image, FOREHEAD)).toBeLessThan(0.05); // a thumb may reach it
    }
  });

  it('has no colour in a picture that has none', () => {
    const grey = drawFace({ size: 100, grey: true });
    const { data } = draw(grey.image, grey, 5);
    expect(isSame({ ...image, data }, grey.image)).toBe(false);
    expect(data.findIndex((value, i) => value !== data[i - (i % 3)])).toBe(-1);
  });
});

describe.each(KINDS)('drawing a %s', (kind) => {
  const draw = DRAW[kind];

  it('gives the same bytes for the same seed, others for another, and leaves its input alone', () => {
    const before = image.data.slice();
    const first = draw(image, { box }, { seed: 3 });
    expect(first).toMatchObject({ width: 100, height: 100, channels: 3 });
    expect(isSame(draw(image, { box }, { seed: 3 }), first)).toBe(true);
    expect(isSame(draw(image, { box }, { seed: 4 }), first)).toBe(false);
    expect(isSame({ ...image, data: before }, image)).toBe(true);
  });

  it('goes by the keypoints where there are any', () => {
    const moved = keypoints.map((point) => ({ ...point, x: point.x + 12 }));
    const byBox = draw(image, { box }, { seed: 1 });
    expect(isSame(draw(image, { box, keypoints: moved }, { seed: 1 }), byBox)).toBe(false);
  });

  it('is as dark as its picture', () => {
    const mean = ({ data }: RawImage) => [...data].reduce((sum, value) => sum + value, 0) / data.length;
    const dark = drawFace({ size: 100, light: 0.35 });
    const seeds = [0, 1];
    const light = seeds.reduce((sum, seed) => sum + mean(draw(image, face, { seed })), 0);
    const inDark = seeds.reduce((sum, seed) => sum + mean(draw(dark.image, dark, { seed })), 0);
    expect(inDark).toBeLessThan(0.6 * light);
  });

  it('draws on any box that touches the picture', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const boxes = fc.record({
      x: number(-20, 47),
      y: number(-20, 47),
      width: number(21, 60),
      height: number(21, 60),
    });
    const small = drawFace({ size: 48 }).image;
    fc.assert(
      fc.property(boxes, fc.integer(), (any, seed) => {
        expect(draw(small, { box: any }, { seed }).data).toHaveLength(48 * 48 * 3);
      }),
      { numRuns: 12 },
    );
    const dot = { data: Uint8Array.of(9, 9, 9), width: 1, height: 1, channels: 3 } as const;
    expect(draw(dot, { box: { x: 0, y: 0, width: 1, height: 1 } }, { seed: 1 }).data).toHaveLength(3);
  });

  it.each([
    ['a broken seed', { box }, { seed: 1.5 }],
    ['an unknown style', { box }, { seed: 1, style: 'beard' as never }],
    ['a box without size', { box: { ...box, width: 0 } }, { seed: 1 }],
    ['a box outside of the picture', { box: { ...box, x: 500 } }, { seed: 1 }],
    ['a keypoint of NaN', { box, keypoints: [{ name: 'nose', x: Number.NaN, y: 1 }] }, { seed: 1 }],
  ])('refuses %s', (_what, where, options) => {
    expect(() => draw(image, where, options)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
