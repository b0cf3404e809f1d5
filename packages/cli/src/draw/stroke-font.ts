/** A letter as one line to be stroked with round caps. */
interface Glyph {
  /** Units from the left edge of its ink line to the right one. */
  readonly width: number;
  /** SVG path data: cap line at y 0, x-height line at y 2, baseline at y 7, descenders to y 9. */
  readonly path: string;
}

/** Units from the cap line to the baseline. */
export const CAP_HEIGHT = 7;
/** Stroke width, in units, at which the letters look semi-bold. */
export const STROKE_WIDTH = 1.05;
const LETTER_SPACING = 2;
const SPACE_WIDTH = 2.2;

const glyph = (width: number, path: string): Glyph => ({ width, path });
const ROUND = 'M4 4a2 2 0 0 0-4 0v1a2 2 0 0 0 4 0z';

/** For characters that the font lacks: a hollow box, as other renderers draw. */
const UNKNOWN = glyph(3.4, 'M0 0h3.4v7H0z');

/**
 * Drawn for this package, because a machine may have no font at all, and text would then be boxes or nothing.
 * Lower and upper case are drawn alike on every machine.
 */
const GLYPHS: Readonly<Record<string, Glyph>> = {
  a: glyph(4, 'M4 4a2 2 0 0 0-4 0v1a2 2 0 0 0 4 0M4 2v5'),
  b: glyph(4, 'M0 0v7M0 4a2 2 0 0 1 4 0v1a2 2 0 0 1-4 0'),
  c: glyph(3.7, 'M3.7 2.95A2 2 0 0 0 0 4v1a2 2 0 0 0 3.7 1.05'),
  d: glyph(4, 'M4 0v7M4 4a2 2 0 0 0-4 0v1a2 2 0 0 0 4 0'),
  e: glyph(4, 'M0 4.5h4V4a2 2 0 0 0-4 0v1a2 2 0 0 0 3.7 1.05'),
  f: glyph(2.8, 'M2.9 0H2.6A1.7 1.7 0 0 0 .9 1.7V7M0 2.4h2.7'),
  g: glyph(4, 'M4 4a2 2 0 0 0-4 0v1a2 2 0 0 0 4 0M4 2v5a2 2 0 0 1-3.7 1.05'),
  h: glyph(4, 'M0 0v7M0 4a2 2 0 0 1 4 0v3'),
  i: glyph(0, 'M0 2.2V7M0 0v.01'),
  j: glyph(1.4, 'M1.4 2.2v5.3A1.5 1.5 0 0 1 0 9M1.4 0v.01'),
  k: glyph(3.7, 'M0 0v7M3.5 2L0 5.2M1.4 4L3.7 7'),
  l: glyph(1.2, 'M0 0v5.6A1.4 1.4 0 0 0 1.2 7'),
  m: glyph(6.4, 'M0 2v5M0 3.6a1.6 1.6 0 0 1 3.2 0V7M3.2 3.6a1.6 1.6 0 0 1 3.2 0V7'),
  n: glyph(4, 'M0 2v5M0 4a2 2 0 0 1 4 0v3'),
  o: glyph(4, ROUND),
  p: glyph(4, 'M0 2v7M0 4a2 2 0 0 1 4 0v1a2 2 0 0 1-4 0'),
  q: glyph(4, 'M4 2v7M4 4a2 2 0 0 0-4 0v1a2 2 0 0 0 4 0'),
  r: glyph(2.5, 'M0 2v5M0 4a2 2 0 0 1 2.5-1.95'),
  s: glyph(
    3.6,
    'M3.4 2.75C3 2.2 2.4 2 1.8 2C.9 2 .15 2.45.15 3.2C.15 4.9 3.6 4.1 3.6 5.75C3.6 6.6 2.8 7 1.85 7C1.1 7 .4 6.7 0 6.1',
  ),
  t: glyph(2.7, 'M.9.5v5A1.5 1.5 0 0 0 2.4 7h.3M0 2.3h2.6'),
  u: glyph(4, 'M0 2v3a2 2 0 0 0 4 0M4 2v5'),
  v: glyph(4, 'M0 2l2 5l2-5'),
  w: glyph(6, 'M0 2l1.5 5L3 2.4L4.5 7L6 2'),
  x: glyph(3.8, 'M0 2l3.8 5M3.8 2L0 7'),
  y: glyph(4, 'M0 2l2.1 4.8M4 2L1.7 7.9A1.6 1.6 0 0 1 .2 9'),
  z: glyph(3.6, 'M0 2h3.6L0 7h3.7'),
  A: glyph(5, 'M0 7L2.5 0L5 7M.9 4.6h3.2'),
  B: glyph(4.2, 'M0 0v7h2.3a1.85 1.85 0 0 0 0-3.7H0h2a1.65 1.65 0 0 0 0-3.3z'),
  C: glyph(4.6, 'M4.6 1.3A2.6 2.6 0 0 0 0 2.9v1.2a2.6 2.6 0 0 0 4.6 1.6'),
  D: glyph(4.6, 'M0 0v7h1.8a2.8 2.8 0 0 0 2.8-2.8V2.8A2.8 2.8 0 0 0 1.8 0z'),
  E: glyph(3.8, 'M3.8 0H0v7h3.8M0 3.4h3.3'),
  F: glyph(3.7, 'M3.7 0H0v7M0 3.5h3.2'),
  G: glyph(4.8, 'M4.6 1.3A2.6 2.6 0 0 0 0 2.9v1.3a2.4 2.6 0 0 0 4.8.2V3.7H2.8'),
  H: glyph(4.6, 'M0 0v7M4.6 0v7M0 3.4h4.6'),
  I: glyph(0, 'M0 0v7'),
  J: glyph(3.2, 'M3.2 0v5.2a1.7 1.8 0 0 1-3.2.6'),
  K: glyph(4.3, 'M0 0v7M4.1 0L0 4.3M1.6 2.8L4.3 7'),
  L: glyph(3.6, 'M0 0v7h3.6'),
  M: glyph(5.6, 'M0 7V0l2.8 4.6L5.6 0v7'),
  N: glyph(4.7, 'M0 7V0l4.7 7V0'),
  O: glyph(5, 'M5 2.7a2.5 2.7 0 0 0-5 0v1.6a2.5 2.7 0 0 0 5 0z'),
  P: glyph(4.1, 'M0 7V0h2.1a2 2 0 0 1 0 4H0'),
  Q: glyph(5, 'M5 2.7a2.5 2.7 0 0 0-5 0v1.6a2.5 2.7 0 0 0 5 0zM3.1 5.2L5.1 7.4'),
  R: glyph(4.3, 'M0 7V0h2.1a1.95 1.95 0 0 1 0 3.9H0M2.3 3.9L4.3 7'),
  S: glyph(
    4.2,
    'M4 1.2C3.6.4 2.9 0 2.1 0C1 0 .2.7.2 1.7C.2 4.1 4.2 2.8 4.2 5.2C4.2 6.4 3.3 7 2.1 7C1.2 7 .4 6.5 0 5.7',
  ),
  T: glyph(4.6, 'M0 0h4.6M2.3 0v7'),
  U: glyph(4.6, 'M0 0v4.7a2.3 2.3 0 0 0 4.6 0V0'),
  V: glyph(4.8, 'M0 0l2.4 7L4.8 0'),
  W: glyph(7, 'M0 0l1.8 7L3.5.8L5.2 7L7 0'),
  X: glyph(4.4, 'M0 0l4.4 7M4.4 0L0 7'),
  Y: glyph(4.6, 'M0 0l2.3 3.7V7M4.6 0L2.3 3.7'),
  Z: glyph(4.2, 'M0 0h4.2L0 7h4.2'),
  0: glyph(4, 'M4 2.2a2 2.2 0 0 0-4 0v2.6a2 2.2 0 0 0 4 0z'),
  1: glyph(2, 'M0 1.5L2 0V7'),
  2: glyph(4, 'M.1 2A1.9 1.9 0 0 1 3.9 2C3.9 3.7 1.3 5 0 7H4'),
  3: glyph(3.9, 'M.3 1.2A1.8 1.7 0 1 1 1.9 3.35H1.6M1.9 3.35A1.95 1.85 0 1 1 0 5.7'),
  4: glyph(4.2, 'M2.7 0L0 5h4.2M3.2 3.2V7'),
  5: glyph(3.9, 'M3.5 0H.6L.3 3.3C.8 2.8 1.3 2.6 1.9 2.6a2 2.2 0 1 1-1.9 3'),
  6: glyph(4, 'M3 0C1.4.9 0 2.8 0 4.8a2 2.2 0 1 0 4 0a2 2.2 0 1 0-4 0'),
  7: glyph(3.8, 'M0 0h3.8L1.4 7'),
  8: glyph(4, 'M2 3.3a1.7 1.65 0 1 1 .01 0zM2 3.3a2 1.85 0 1 0 .01 0z'),
  9: glyph(4, 'M1 7C2.6 6.1 4 4.2 4 2.2a2 2.2 0 1 0-4 0a2 2.2 0 1 0 4 0'),
  '%': glyph(
    6,
    'M4.9 0L1.1 7M2.4 1.5a1.2 1.5 0 1 0-2.4 0a1.2 1.5 0 1 0 2.4 0zM6 5.5a1.2 1.5 0 1 0-2.4 0a1.2 1.5 0 1 0 2.4 0z',
  ),
  '-': glyph(2.4, 'M0 4.5h2.4'),
  _: glyph(3.6, 'M0 7.6h3.6'),
  '.': glyph(0, 'M0 7v.01'),
  ',': glyph(0.6, 'M.6 6.9L0 8.3'),
  ':': glyph(0, 'M0 3v.01M0 6.6v.01'),
  '/': glyph(3, 'M3 0L0 7.6'),
  '+': glyph(3.6, 'M0 4.2h3.6M1.8 2.4V6'),
  '(': glyph(1.4, 'M1.4-.4A6 6 0 0 0 1.4 7.9'),
  ')': glyph(1.4, 'M0-.4A6 6 0 0 1 0 7.9'),
  "'": glyph(0, 'M0 0v1.4'),
  '!': glyph(0, 'M0 0v4.6M0 7v.01'),
  '?': glyph(3.4, 'M0 1.6A1.7 1.6 0 1 1 2.5 3C1.9 3.4 1.7 3.9 1.7 4.8M1.7 7v.01'),
};

/** Text laid out in font units, `x` of each glyph included. */
export interface StrokedText {
  /** Units from the left edge of the first ink line to the right edge of the last. */
  readonly width: number;
  readonly glyphs: readonly { readonly x: number; readonly path: string }[];
}

/**
 * The text as paths to stroke, on one line. Accents are left off; characters that the font lacks become a hollow box.
 * @example
 * layOutText('i.').width; // 2
 */
export function layOutText(text: string): StrokedText {
  const glyphs: { x: number; path: string }[] = [];
  let x = 0;
  let width = 0;
  for (const character of text.normalize('NFD').replace(/\p{Mark}/gu, '')) {
    if (/\s/u.test(character)) {
      x += SPACE_WIDTH;
      continue;
    }
    const { width: own, path } = Object.hasOwn(GLYPHS, character) ? GLYPHS[character] : UNKNOWN;
    glyphs.push({ x, path });
    width = x + own;
    x = width + LETTER_SPACING;
  }
  return { width, glyphs };
}
