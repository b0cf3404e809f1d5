import { describe, expect, it } from 'vitest';
import { styleOf } from './palette.js';

/** Relative luminance of sRGB, WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('styleOf', () => {
  it.each(['mask', 'no-mask', 'not-face', 'worn-wrong', 'a', 'b', 'c', 'd'])(
    'has a chip for %s on which white text can be read',
    (label) => {
      expect(1.05 / (luminance(styleOf(label).chip) + 0.05)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('tells the shipped labels apart by colour and symbol', () => {
    const styles = ['mask', 'no-mask', 'not-face'].map(styleOf);
    for (const key of ['line', 'chip', 'symbol'] as const) {
      expect(new Set(styles.map((style) => style[key])).size).toBe(3);
    }
  });

  it('is the same for the same label', () => {
    expect(styleOf('worn-wrong')).toBe(styleOf('worn-wrong'));
    expect(styleOf('toString').chip).toMatch(/^#/);
  });
});
