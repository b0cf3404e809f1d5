import type { Random } from '@maskpred/core';
import { CLOTH_COLOURS, pick, varyColour } from '../../drawing/cloth-colours.js';
import { PRINT_KINDS, type PrintedCloth } from '../../drawing/print.js';
import type { ScarfStyle } from './style.js';

/** One turn of cloth around head or neck. Heights are units: 0 at the eyes, 1 at the mouth. */
export interface Turn {
  /** Of the upper edge in the middle, and how far it drops to the side. */
  readonly top: number;
  readonly topDrop: number;
  /** Of the lower edge in the middle, and how far it rises to the side. */
  readonly bottom: number;
  readonly bottomRise: number;
  /** How far the turn hangs to one side: units between the middle and the picture's right. */
  readonly tilt: number;
  /** How far the cloth stands off, as a share of the face's radius. */
  readonly bulk: number;
  /** How round it is from its upper to its lower edge, 0 flat to 1 a roll. */
  readonly roundness: number;
}

export interface ScarfDesign extends PrintedCloth {
  readonly isKnitted: boolean;
  /** Depth of folds, as a share of the light. */
  readonly relief: number;
  /** The one in front comes first. */
  readonly turns: readonly Turn[];
}

/** How high the cloth is pulled, by chance: over the nose, over the mouth, to the lower lip. */
const HEIGHTS = [
  { share: 0.55, from: 0.3, to: 0.6 },
  { share: 0.35, from: 0.66, to: 0.9 },
  { share: 0.1, from: 1.0, to: 1.15 },
];
const PRINTED = { knitted: 0.3, woven: 0.6, bandana: 0.8, gaiter: 0.35 };

/** A scarf of the style, its details drawn from `random`. */
export function designScarf(style: ScarfStyle, random: Random): ScarfDesign {
  const top = pickHeight(random);
  const cloth = chooseCloth(style, random);
  switch (style) {
    case 'knitted':
      return {
        ...cloth,
        isKnitted: true,
        relief: random.between(0.12, 0.22),
        turns: looseTurns(top, random),
      };
    case 'woven':
      return {
        ...cloth,
        isKnitted: false,
        relief: random.between(0.22, 0.4),
        turns: looseTurns(top, random),
      };
    case 'bandana':
      return {
        ...cloth,
        isKnitted: false,
        relief: random.between(0.12, 0.25),
        turns: [bandana(top, random)],
      };
    case 'gaiter':
      return { ...cloth, isKnitted: false, relief: random.between(0.1, 0.22), turns: [gaiter(top, random)] };
  }
}

function pickHeight(random: Random): number {
  let left = random.next();
  const height = HEIGHTS.find(({ share }) => (left -= share) < 0) ?? HEIGHTS[0]!;
  return random.between(height.from, height.to);
}

function chooseCloth(style: ScarfStyle, random: Random): PrintedCloth {
  const colour = varyColour(pick(CLOTH_COLOURS, random), random);
  const kinds = style === 'knitted' ? (['stripes', 'checks'] as const) : PRINT_KINDS;
  const print = {
    kind: pick(kinds, random),
    colours: [0, 1, 2].map(() => varyColour(pick(CLOTH_COLOURS, random), random)),
    scale: random.between(0.12, style === 'woven' ? 0.5 : 0.3),
    angle: style === 'knitted' ? Math.PI / 2 : random.between(-0.9, 0.9),
  };
  return random.next() < PRINTED[style] ? { colour, print } : { colour };
}

/** Two or three turns that sag over one another. */
function looseTurns(top: number, random: Random): Turn[] {
  const count = random.int(2, 3);
  const turns: Turn[] = [];
  let upper = top;
  for (let i = 0; i < count; i++) {
    const height = random.between(0.6, 0.95);
    turns.push({
      top: upper,
      topDrop: random.between(-0.1, 0.16),
      bottom: upper + height,
      bottomRise: random.between(0.1, 0.3),
      tilt: random.between(-0.12, 0.12),
      bulk: random.between(1.06, 1.24) + 0.08 * i,
      roundness: random.between(0.5, 1),
    });
    upper += height * random.between(0.55, 0.75);
  }
  const last = turns.at(-1)!;
  // The last one goes into the collar.
  turns[turns.length - 1] = { ...last, bottom: Math.max(last.bottom, 2.4), roundness: 0.3 };
  return random.next() < 0.5 ? turns : turns.reverse();
}

function bandana(top: number, random: Random): Turn {
  const bottom = random.between(2.1, 2.7);
  return {
    top,
    topDrop: random.between(0.02, 0.18),
    bottom,
    bottomRise: bottom - random.between(0.95, 1.25),
    tilt: random.between(-0.06, 0.06),
    bulk: random.between(1.02, 1.06),
    roundness: 0,
  };
}

function gaiter(top: number, random: Random): Turn {
  return {
    top,
    topDrop: random.between(0, 0.2),
    bottom: random.between(2.3, 2.8),
    bottomRise: random.between(0.05, 0.2),
    tilt: random.between(-0.05, 0.05),
    bulk: random.between(1.01, 1.05),
    roundness: 0,
  };
}
