import type { Random } from '@maskpred/core';
import { spreadFingers, type HandHold } from '../hand/arrange.js';
import { cupFrame, type CupPlace, foreshorten } from './body.js';
import type { CupDesign } from './design.js';

/** How often both hands hold the cup. */
const BOTH_HANDS = 0.3;

/** The hands around a cup, the one in front first. */
export function holdCup(design: CupDesign, place: CupPlace, side: 1 | -1, random: Random): HandHold[] {
  const first = gripFrom(design, place, side, 0.5, random);
  if (random.next() >= BOTH_HANDS) return [first];
  return [first, gripFrom(design, place, side === 1 ? -1 : 1, 0.62, random)];
}

/** Fingers lie around the front of the cup, the hand is beside it. */
function gripFrom(design: CupDesign, place: CupPlace, side: 1 | -1, along: number, random: Random): HandHold {
  const { seen } = foreshorten(design, place);
  const half = design.rim + (design.base - design.rim) * along;
  const scale = random.between(0.88, 1);
  const w = seen * along + random.between(-0.08, 0.12);
  return {
    frame: {
      origin: cupFrame(place).toPlace(-side * (half + 0.02), w),
      angle: side * place.tilt + random.between(-0.15, 0.25),
      side,
      scale,
    },
    fingers: spreadFingers(0.03, random, { reach: random.between(0.72, 0.9), bend: -0.05, hasNail: true }),
    armTurn: random.between(0.5, 1.1),
  };
}
