import { createHash } from 'node:crypto';
import { cropRegion } from '@maskpred/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawFace } from '../__fixtures__/drawn-face.js';
import { drawFaceMask } from '../face-mask/draw.js';
import { SYNTHETIC_CASES, SYNTHETIC_STYLES } from './cases.js';
import { synthesizeFace } from './synthesize-face.js';

const face = drawFace({ size: 100 });
const { image, box } = face;
const hash = (data: Uint8Array | Uint8ClampedArray) => createHash('sha256').update(data).digest('hex');
const SEEDS = Array.from({ length: 24 }, (_, seed) => seed);

afterEach(() => void vi.restoreAllMocks());

describe('synthesizeFace', () => {
  it('says what it drew, and what that is called', () => {
    for (const name of SYNTHETIC_CASES) {
      const { label, synthetic, image: drawn } = synthesizeFace(image, face, { seed: 5, cases: [name] });
      expect(label).toBe(name === 'right' ? 'mask' : 'no-mask');
      expect(synthetic.seed).toBe(5);
      expect(SYNTHETIC_STYLES[synthetic.kind]).toContain(synthetic.style);
      expect(synthetic.wear ?? synthetic.kind).toBe(name);
      expect(drawn).toMatchObject({ width: 100, height: 100 });
      expect(hash(drawn.data)).not.toBe(hash(image.data));
    }
  });

  it('draws every case and style by chance, and only those that are named', () => {
    const marks = SEEDS.map((seed) => synthesizeFace(image, face, { seed, margin: 0 }).synthetic);
    expect(new Set(marks.map(({ kind, wear }) => wear ?? kind))).toEqual(new Set(SYNTHETIC_CASES));
    const chosen = SEEDS.map(
      (seed) =>
        synthesizeFace(image, face, { seed, margin: 0, cases: ['cup', 'hand'], styles: ['fist', 'black'] })
          .synthetic,
    );
    expect(new Set(chosen.filter(({ kind }) => kind === 'hand').map(({ style }) => style))).toEqual(
      new Set(['fist']),
    );
    expect(new Set(chosen.filter(({ kind }) => kind === 'cup').map(({ style }) => style))).toEqual(
      new Set(SYNTHETIC_STYLES.cup),
    );
  });

  it('calls a case as it is told', () => {
    const labels = { chin: 'incorrect-mask' };
    expect(synthesizeFace(image, face, { seed: 1, cases: ['chin'], labels }).label).toBe('incorrect-mask');
    expect(synthesizeFace(image, face, { seed: 1, cases: ['cup'], labels }).label).toBe('no-mask');
  });

  it('cuts a crop with a margin, and does not touch the picture', () => {
    const before = hash(image.data);
    const { image: crop } = synthesizeFace(image, face, { seed: 2, margin: 0.15 });
    const { width, height } = cropRegion(box, 0.15, image);
    expect(crop).toMatchObject({ width, height, channels: 3 });
    expect(hash(image.data)).toBe(before);
  });

  it('gives the same bytes in every JavaScript engine', () => {
    // These may differ in their last digit between engines, so no drawing may ask them.
    const names = [
      'sin',
      'cos',
      'tan',
      'asin',
      'acos',
      'atan',
      'atan2',
      'exp',
      'log',
      'pow',
      'hypot',
      'cbrt',
    ] as const;
    const spies = names.map((name) => vi.spyOn(Math, name));
    const all = createHash('sha256');
    for (const seed of SEEDS) all.update(synthesizeFace(image, face, { seed, margin: 0.15 }).image.data);
    all.update(drawFaceMask(image, { box }, { seed: 1 }).data);
    expect(spies.flatMap((spy, i) => (spy.mock.calls.length > 0 ? [names[i]] : []))).toEqual([]);
    expect(all.digest('hex')).toMatchInlineSnapshot(
      `"40e779e6881032eff8ffddf431fc75ae3d9de3a0b39d5ecac74986b054d40671"`,
    );
  });

  it.each([
    ['no case', { cases: [] }],
    ['an unknown case', { cases: ['beard' as 'cup'] }],
    ['an unknown style', { styles: ['beard' as 'mug'] }],
    ['a broken seed', { seed: 0.5 }],
  ])('refuses %s', (_what, options) => {
    expect(() => synthesizeFace(image, face, { seed: 1, ...options })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
