import { cosine, length, sine } from './exact.js';
import { hashNoise, mixRgb, type Rgb, smoothstep, valueNoise } from './numeric.js';

export type PrintKind = 'stripes' | 'checks' | 'dots' | 'flowers' | 'camouflage';

export const PRINT_KINDS: readonly PrintKind[] = ['stripes', 'checks', 'dots', 'flowers', 'camouflage'];

/** Cloth by its colours: shares of light that it gives back, 0 to 1 a channel. */
export interface PrintedCloth {
  readonly colour: Rgb;
  readonly print?: {
    readonly kind: PrintKind;
    /** Three of them. */
    readonly colours: readonly Rgb[];
    /** Units of the pattern's repeat. */
    readonly scale: number;
    /** Radians. */
    readonly angle: number;
  };
}

/** The cloth's own colour at a place, `x` and `y` in the face's units along the cloth. */
export function printAt({ colour, print }: PrintedCloth, x: number, y: number, seed: number): Rgb {
  if (!print) return colour;
  const cos = cosine(print.angle);
  const sin = sine(print.angle);
  const a = (x * cos + y * sin) / print.scale;
  const b = (y * cos - x * sin) / print.scale;
  const [first, second, third] = [print.colours[0], print.colours[1], print.colours[2]];
  switch (print.kind) {
    case 'stripes':
      return mixRgb(colour, first, band(a, 0.5));
    case 'checks':
      return mixRgb(mixRgb(colour, first, 0.6 * band(a, 0.5)), first, 0.6 * band(b, 0.5));
    case 'dots': {
      const row = Math.floor(b);
      const dx = a + (row % 2) / 2 - Math.floor(a + (row % 2) / 2) - 0.5;
      return mixRgb(first, colour, smoothstep(0.22, 0.32, length(dx, b - row - 0.5)));
    }
    case 'flowers':
      return flowers(colour, [first, second], a / 1.6, b / 1.6, seed);
    case 'camouflage': {
      const n = 0.65 * valueNoise(a * 0.8, b * 0.8, seed) + 0.35 * valueNoise(a * 2.1, b * 2.1, seed + 1);
      return mixRgb(mixRgb(first, colour, smoothstep(0.4, 0.44, n)), third, smoothstep(0.56, 0.6, n));
    }
  }
}

/** 1 on the band of a repeating stripe, 0 beside it. */
function band(position: number, share: number): number {
  const distance = Math.abs(position - Math.floor(position) - 0.5);
  return 1 - smoothstep(share / 2 - 0.05, share / 2 + 0.05, distance);
}

/** One blossom of five petals a cell, somewhere in it. */
function flowers(ground: Rgb, [petal, heart]: readonly [Rgb, Rgb], a: number, b: number, seed: number): Rgb {
  const column = Math.floor(a);
  const row = Math.floor(b);
  const dx = a - column - 0.3 - 0.4 * hashNoise(column, row, seed);
  const dy = b - row - 0.3 - 0.4 * hashNoise(column, row, seed + 7);
  const distance = length(dx, dy);
  const edge = 0.24 + 0.06 * petals(dx, dy, 6 * hashNoise(column, row, seed + 13));
  const colour = mixRgb(petal, ground, smoothstep(edge - 0.03, edge + 0.03, distance));
  return mixRgb(heart, colour, smoothstep(0.07, 0.11, distance));
}

/** The cosine of five times the angle of a place plus a phase: the real part of its direction to the power of five. */
function petals(dx: number, dy: number, phase: number): number {
  const distance = Math.max(1e-9, length(dx, dy));
  const [a, b] = [dx / distance, dy / distance];
  const real = a * (a * a * a * a - 10 * a * a * b * b + 5 * b * b * b * b);
  const imaginary = b * (5 * a * a * a * a - 10 * a * a * b * b + b * b * b * b);
  return real * cosine(phase) - imaginary * sine(phase);
}
