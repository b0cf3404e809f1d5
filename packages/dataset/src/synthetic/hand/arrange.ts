import type { Random } from '@maskpred/core';
import { CHIN, NOSE_TIP } from '../../drawing/pose.js';
import { cosine, sine } from '../../drawing/exact.js';
import type { HandFrame } from './frame.js';
import type { HandStyle } from './style.js';

/** How one finger is held. */
export interface FingerHold {
  /** Radians from straight ahead; positive towards the index finger. */
  readonly turn: number;
  /** Radians of bend at each joint, in the picture. */
  readonly bend: number;
  /** Share of its length that is seen: less when it points towards or away from the viewer, or is curled. */
  readonly reach: number;
  readonly hasNail: boolean;
}

/** One hand as it is held. */
export interface HandHold {
  readonly frame: HandFrame;
  /** From the index to the little finger. */
  readonly fingers: readonly FingerHold[];
  readonly thumb?: FingerHold;
  /** Radians between the hand and the arm behind it; positive bends the arm down for a hand that comes from aside. */
  readonly armTurn: number;
}

/** The hands of a style, the one in front first. */
export function arrangeHands(style: HandStyle, random: Random): HandHold[] {
  const side = random.next() < 0.5 ? 1 : -1;
  switch (style) {
    case 'over-mouth':
      return [overMouth(side, random)];
    case 'fist':
      return [fist(side, random)];
    case 'at-chin':
      return [atChin(side, random)];
    case 'both-hands':
      return [tented(side, random), tented(side === 1 ? -1 : 1, random)];
  }
}

/** Fingers lie across the mouth, the thumb on the cheek. */
function overMouth(side: 1 | -1, random: Random): HandHold {
  const angle = random.between(-0.15, 0.75);
  // The middle of the fingers is on the mouth.
  const ahead = random.between(0.4, 0.75);
  const spread = random.between(0.0, 0.07);
  return {
    frame: frameAhead(side, angle, { across: 0, v: random.between(0.84, 1.04) }, ahead, random),
    fingers: spreadFingers(spread, random, { reach: random.between(0.86, 0.98), bend: -0.05, hasNail: true }),
    thumb: {
      turn: random.between(-0.25, 0.3),
      bend: random.between(-0.15, 0.1),
      reach: random.between(0.85, 1),
      hasNail: true,
    },
    armTurn: random.between(0.1, 0.8),
  };
}

/** The fingers are curled, and the thumb lies over the index finger. */
function fist(side: 1 | -1, random: Random): HandHold {
  const angle = random.between(0.1, 0.9);
  return {
    frame: frameAhead(side, angle, { across: 0, v: random.between(0.92, 1.12) }, 0.12, random),
    fingers: spreadFingers(0.015, random, { reach: random.between(0.44, 0.5), bend: 0, hasNail: false }),
    thumb: {
      turn: random.between(-0.75, -0.5),
      bend: random.between(-0.5, -0.3),
      reach: random.between(0.8, 0.9),
      hasNail: true,
    },
    armTurn: random.between(0.2, 0.9),
  };
}

/** The index finger points up the cheek, the others are curled before the chin, the thumb is under it. */
function atChin(side: 1 | -1, random: Random): HandHold {
  const angle = random.between(0.75, 1.1);
  const curled = { reach: random.between(0.46, 0.55), bend: -0.12, hasNail: false };
  const [, ...others] = spreadFingers(0.05, random, curled);
  const index = {
    turn: random.between(0.45, 0.8),
    bend: random.between(-0.06, 0.04),
    reach: random.between(0.8, 1),
    hasNail: true,
  };
  const isPointing = random.next() < 0.65;
  return {
    frame: frameAhead(side, angle, { across: 0.05, v: CHIN - random.between(0.1, 0.4) }, 0.3, random),
    fingers: isPointing ? [index, ...others] : spreadFingers(0.05, random, curled),
    armTurn: random.between(-0.25, 0.3),
  };
}

/** The fingers of two hands meet before nose and mouth. */
function tented(side: 1 | -1, random: Random): HandHold {
  const angle = random.between(0.8, 1.2);
  const tips = { across: -0.1, v: NOSE_TIP - random.between(0.1, 0.35) };
  return {
    frame: frameAhead(side, angle, tips, random.between(1, 1.12), random),
    fingers: spreadFingers(random.between(0.0, 0.05), random, { reach: 0.94, bend: 0.03, hasNail: true }),
    thumb: { turn: random.between(0.2, 0.6), bend: 0, reach: random.between(0.8, 1), hasNail: true },
    armTurn: random.between(-0.4, 0.2),
  };
}

/** A frame whose place `ahead` of the knuckles, along the fingers, is near the target (given for a hand from the left). */
function frameAhead(
  side: 1 | -1,
  angle: number,
  target: { readonly across: number; readonly v: number },
  ahead: number,
  random: Random,
): HandFrame {
  const scale = random.between(0.9, 1.06);
  const across = target.across + random.between(-0.1, 0.1);
  return {
    origin: {
      across: side * (across - ahead * scale * cosine(angle)),
      v: target.v + random.between(-0.05, 0.05) + ahead * scale * sine(angle),
    },
    angle,
    side,
    scale,
  };
}

export function spreadFingers(
  spread: number,
  random: Random,
  { reach, bend, hasNail }: Omit<FingerHold, 'turn'>,
): FingerHold[] {
  return [1.5, 0.5, -0.5, -1.5].map((step) => ({
    turn: step * spread + random.between(-0.03, 0.03),
    bend: bend + random.between(-0.04, 0.04),
    reach: reach * random.between(0.96, 1.03),
    hasNail,
  }));
}
