import type { Random } from '@maskpred/core';
import type { Rgb } from './numeric.js';

/** Shares of light that cloth gives back. Seen on photographs of people: greys and navy are common, loud colours are not rare. */
export const CLOTH_COLOURS: readonly Rgb[] = [
  [0.16, 0.2, 0.34],
  [0.45, 0.46, 0.48],
  [0.72, 0.72, 0.72],
  [0.62, 0.12, 0.15],
  [0.85, 0.62, 0.67],
  [0.2, 0.42, 0.3],
  [0.35, 0.58, 0.78],
  [0.85, 0.72, 0.3],
  [0.45, 0.3, 0.5],
  [0.75, 0.66, 0.54],
  [0.3, 0.22, 0.18],
  [0.9, 0.9, 0.88],
];

/** The colour, a little lighter or darker, a little off its hue. */
export function varyColour(colour: Rgb, random: Random): Rgb {
  const brightness = random.between(0.92, 1.06);
  const channel = (value: number) =>
    Math.min(0.98, Math.max(0.03, value * brightness * random.between(0.96, 1.04)));
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}

export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.int(0, items.length - 1)]!;
}
