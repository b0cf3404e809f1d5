import type { Random } from '@maskpred/core';
import { CLOTH_COLOURS, pick, varyColour } from '../../drawing/cloth-colours.js';
import type { Rgb } from '../../drawing/numeric.js';
import type { PrintedCloth } from '../../drawing/print.js';
import type { CupStyle } from './style.js';

/** A part of the side that has a colour of its own, between two shares of the length from rim to base. */
export interface CupBand extends PrintedCloth {
  readonly from: number;
  readonly to: number;
  /** How far it stands out, units. */
  readonly relief: number;
}

/** One cup, without its place. */
export interface CupDesign {
  /** Half the width at the rim and at the base, and the length from rim to base, units. */
  readonly rim: number;
  readonly base: number;
  readonly length: number;
  /** Share of white light. */
  readonly colour: Rgb;
  /** 0 paper, 1 glazed, 2 polished steel. */
  readonly gloss: number;
  readonly bands: readonly CupBand[];
  readonly hasHandle: boolean;
}

const CERAMICS: readonly Rgb[] = [
  [0.93, 0.92, 0.89],
  [0.93, 0.92, 0.89],
  [0.2, 0.24, 0.35],
  [0.12, 0.12, 0.13],
  [0.7, 0.2, 0.16],
  [0.35, 0.55, 0.58],
  [0.85, 0.72, 0.42],
  [0.8, 0.76, 0.68],
];
const KRAFT: Rgb = [0.64, 0.48, 0.33];
const PAPER: Rgb = [0.94, 0.94, 0.92];
const STEEL: Rgb = [0.62, 0.63, 0.65];
const LIDS: readonly Rgb[] = [
  [0.94, 0.94, 0.94],
  [0.09, 0.09, 0.1],
];

/** A cup of the style. Sizes are those of common cups, where 65 mm are a unit: a mug is 82 mm wide and 95 mm high. */
export function designCup(style: CupStyle, random: Random): CupDesign {
  switch (style) {
    case 'mug':
      return mug(random);
    case 'paper-cup':
      return paperCup(random);
    case 'tumbler':
      return tumbler(random);
  }
}

function mug(random: Random): CupDesign {
  const rim = random.between(0.58, 0.68);
  const hasPrint = random.next() < 0.45;
  const print: CupBand = {
    from: random.between(0.15, 0.35),
    to: random.between(0.6, 0.85),
    relief: 0,
    colour: varyColour(pick(CLOTH_COLOURS, random), random),
    print: {
      kind: pick(['dots', 'flowers', 'stripes', 'checks'] as const, random),
      colours: [0, 1, 2].map(() => varyColour(pick(CLOTH_COLOURS, random), random)),
      scale: random.between(0.12, 0.3),
      angle: random.between(-0.8, 0.8),
    },
  };
  return {
    rim,
    base: rim * random.between(0.8, 1),
    length: random.between(1.3, 1.55),
    colour: varyColour(pick(CERAMICS, random), random),
    gloss: random.between(0.6, 1),
    bands: hasPrint ? [print] : [],
    hasHandle: true,
  };
}

function paperCup(random: Random): CupDesign {
  const rim = random.between(0.6, 0.7);
  const isKraft = random.next() < 0.3;
  const colour = random.next() < 0.7 ? PAPER : varyColour(pick(CLOTH_COLOURS, random), random);
  const bands: CupBand[] = [];
  if (random.next() < 0.6) bands.push({ from: -1, to: 0.1, relief: 0.04, colour: pick(LIDS, random) });
  const decoration = random.next();
  if (decoration < 0.5) {
    bands.push({ from: 0.28, to: 0.74, relief: 0.02, colour: varyColour(KRAFT, random) });
  } else if (decoration < 0.75) {
    bands.push({ from: 0.42, to: 0.6, relief: 0, colour: varyColour(pick(CLOTH_COLOURS, random), random) });
  }
  return {
    rim,
    base: rim * random.between(0.66, 0.76),
    length: random.between(1.5, 1.9),
    colour: isKraft ? varyColour(KRAFT, random) : colour,
    gloss: random.between(0.05, 0.2),
    bands,
    hasHandle: false,
  };
}

function tumbler(random: Random): CupDesign {
  const rim = random.between(0.54, 0.62);
  const isSteel = random.next() < 0.5;
  const lid: CupBand = { from: -1, to: 0.1, relief: 0.02, colour: pick(LIDS, random) };
  return {
    rim,
    base: rim * random.between(0.78, 0.92),
    length: random.between(1.7, 2.2),
    colour: isSteel ? STEEL : varyColour(pick(CLOTH_COLOURS, random), random),
    gloss: isSteel ? 2 : random.between(0.3, 0.9),
    bands: random.next() < 0.7 ? [lid] : [],
    hasHandle: false,
  };
}
