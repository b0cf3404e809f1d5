import type { Random } from '@maskpred/core';
import { CLOTH_COLOURS, pick, varyColour } from '../drawing/cloth-colours.js';
import { PRINT_KINDS, type PrintedCloth } from '../drawing/print.js';
import type { Rgb } from '../drawing/numeric.js';
import { FACE_MASK_STYLES, type FaceMaskStyle } from './style.js';

/** How a face mask is cut: pleated rectangle, sewn curve, vertical fold with a beak, moulded cup. */
export type Cut = 'pleated' | 'curved' | 'folded' | 'cup';

/** One face mask, down to its seams: everything that the seed decides about the thing itself. */
export interface FaceMaskDesign extends PrintedCloth {
  readonly cut: Cut;
  /** Radians around the head from the middle to the side edge. */
  readonly reach: number;
  /** Heights on the face in units (0 eyes, 1 mouth): the upper edge in the middle and how far it drops to the side. */
  readonly top: number;
  readonly topDrop: number;
  /** The lower edge in the middle, and how far it rises to the side. */
  readonly bottom: number;
  readonly bottomRise: number;
  readonly pleats: number;
  readonly hasCentreSeam: boolean;
  readonly hasValve: boolean;
  /** Strength of the nose wire's bump, 0 for none. */
  readonly wire: number;
  /** Depth of wrinkles, as a share of the light. */
  readonly relief: number;
  readonly loops: 'ears' | 'head';
  readonly loopColour: Rgb;
  /** How much of the loops is in sight, 0 to 1: hair and shadow hide them, more so towards the ear. */
  readonly loopOpacity: number;
}

const WHITE: Rgb = [0.95, 0.95, 0.94];
const BLACK: Rgb = [0.1, 0.1, 0.11];
const SURGICAL_BLUES: readonly Rgb[] = [
  [0.55, 0.76, 0.9],
  [0.66, 0.83, 0.93],
  [0.45, 0.7, 0.86],
  [0.56, 0.8, 0.82],
  [0.6, 0.83, 0.76],
];

/** A face mask of the style, its details drawn from `random`. */
export function designFaceMask(style: FaceMaskStyle, random: Random): FaceMaskDesign {
  switch (style) {
    case 'surgical-blue':
      return surgical(pick(SURGICAL_BLUES, random), random);
    case 'surgical-white':
      return surgical([0.93, 0.94, 0.95], random);
    case 'cloth-plain':
      return cloth(pick(CLOTH_COLOURS, random), random);
    case 'cloth-pattern':
      return printed(random);
    case 'black':
      return random.next() < 0.4 ? surgical(BLACK, random, BLACK) : cloth(BLACK, random);
    case 'ffp2':
      return respirator(random);
  }
}

/** A style by chance. */
export function pickStyle(random: Random): FaceMaskStyle {
  return pick(FACE_MASK_STYLES, random);
}

function surgical(colour: Rgb, random: Random, loopColour: Rgb = WHITE): FaceMaskDesign {
  return {
    cut: 'pleated',
    colour: varyColour(colour, random),
    reach: random.between(1.0, 1.25),
    top: random.between(0.24, 0.6), // from the root of the nose to just above its tip
    topDrop: random.between(0, 0.24),
    bottom: random.between(1.6, 1.78),
    bottomRise: random.between(0.22, 0.42),
    pleats: random.int(2, 4),
    hasCentreSeam: false,
    hasValve: false,
    wire: random.between(0.4, 1),
    relief: random.between(0.08, 0.2),
    loops: 'ears',
    loopColour,
    loopOpacity: random.between(0.3, 1),
  };
}

function cloth(colour: Rgb, random: Random): FaceMaskDesign {
  const varied = varyColour(colour, random);
  const sameLoops = random.next() < 0.6;
  return {
    cut: 'curved',
    colour: varied,
    reach: random.between(1.0, 1.3),
    top: random.between(0.25, 0.45),
    topDrop: random.between(0.18, 0.36),
    bottom: random.between(1.6, 1.78),
    bottomRise: random.between(0.3, 0.55),
    pleats: 0,
    hasCentreSeam: random.next() < 0.6,
    hasValve: false,
    wire: random.next() < 0.3 ? 0.4 : 0,
    relief: random.between(0.1, 0.26),
    loops: 'ears',
    loopColour: sameLoops ? varied : random.next() < 0.5 ? WHITE : BLACK,
    loopOpacity: random.between(0.3, 1),
  };
}

function printed(random: Random): FaceMaskDesign {
  const base = cloth(pick(CLOTH_COLOURS, random), random);
  const colours = [0, 1, 2].map(() => varyColour(pick(CLOTH_COLOURS, random), random));
  return {
    ...base,
    print: {
      kind: pick(PRINT_KINDS, random),
      colours,
      scale: random.between(0.1, 0.26),
      angle: random.between(-0.9, 0.9),
    },
  };
}

function respirator(random: Random): FaceMaskDesign {
  const cut = random.next() < 0.6 ? 'folded' : 'cup';
  const colour: Rgb = random.next() < 0.8 ? WHITE : random.next() < 0.5 ? [0.75, 0.76, 0.76] : BLACK;
  return {
    cut,
    colour: varyColour(colour, random),
    reach: cut === 'folded' ? random.between(1.0, 1.2) : random.between(0.95, 1.1),
    top: random.between(0.22, 0.38),
    topDrop: random.between(0.32, 0.5),
    bottom: random.between(1.6, 1.76),
    bottomRise: cut === 'folded' ? random.between(0.42, 0.62) : random.between(0.24, 0.4),
    pleats: 0,
    hasCentreSeam: cut === 'folded',
    hasValve: random.next() < 0.3,
    wire: random.between(0.5, 1),
    relief: random.between(0.03, 0.09),
    loops: cut === 'cup' || random.next() < 0.2 ? 'head' : 'ears',
    loopColour: random.next() < 0.75 ? WHITE : [0.75, 0.65, 0.3],
    loopOpacity: random.between(0.5, 1),
  };
}
