import type { Random } from '@maskpred/core';
import type { Surface } from '../../drawing/surface.js';
import { cosine, sine } from '../../drawing/exact.js';
import { armSurfaces } from './arm.js';
import type { FingerHold, HandHold } from './arrange.js';
import { backSurface } from './back.js';
import { fingerSurface, type Nail } from './finger.js';
import { type HandFrame, toPlace } from './frame.js';
import type { Joint } from '../limb.js';
import type { Skin } from '../skin.js';

interface Anatomy {
  /** Place of the knuckle in the hand's frame. */
  readonly x: number;
  readonly y: number;
  /** From knuckle to tip, units. */
  readonly length: number;
  readonly radius: number;
}

// An adult's fingers are 72, 80, 74 and 58 mm long and 16 to 19 mm thick; from eyes to mouth are 65 mm.
const FINGERS: readonly Anatomy[] = [
  { x: 0, y: 0.41, length: 1.1, radius: 0.142 },
  { x: 0.07, y: 0.14, length: 1.22, radius: 0.146 },
  { x: 0.02, y: -0.13, length: 1.13, radius: 0.14 },
  { x: -0.1, y: -0.38, length: 0.88, radius: 0.122 },
];
const THUMB: Anatomy = { x: -0.62, y: 0.4, length: 0.95, radius: 0.165 };
/** The thumb's own direction, radians from that of the fingers. */
const THUMB_TURN = 0.75;
/** Where a finger's joints are, as shares of its length. */
const BENDS = [0.46, 0.74];
/** How much thinner the tip is than the knuckle. */
const TAPER = 0.8;
/** A finger begins this far inside the hand, where nothing of it is seen. */
const HIDDEN = 0.2;
const WRIST = { x: -1.3, y: 0 };
const RADIUS = { knuckles: 0.19, wrist: 0.34 };
const POLISHED = 0.2;

/** The surfaces of one hand, from front to back. */
export function handSurfaces(hold: HandHold, skin: Skin, random: Random): Surface[] {
  const { frame, fingers, thumb, armTurn } = hold;
  const nail = chooseNail(random);
  const surfaces = fingers.map((finger, i) => fingerOf(finger, FINGERS[i]!, frame, nail, skin));
  const [index, middle, ring, little] = surfaces as [Surface, Surface, Surface, Surface];
  const thumbSurface = thumb
    ? [fingerOf({ ...thumb, turn: THUMB_TURN + thumb.turn }, THUMB, frame, nail, skin)]
    : [];
  const back = backSurface(
    {
      knuckles: FINGERS.map(({ x, y }) => toPlace(frame, x, y)),
      wrist: toPlace(frame, WRIST.x, WRIST.y),
      radius: RADIUS.knuckles * frame.scale,
      wristRadius: RADIUS.wrist * frame.scale,
    },
    skin,
  );
  const arm = armSurfaces(frame, WRIST, armTurn, skin, random);
  // A thumb that lies over the fingers is curled over them, as on a fist.
  const isThumbInFront = (thumb?.turn ?? 0) < -0.4;
  const front = isThumbInFront ? thumbSurface : [];
  const behind = isThumbInFront ? [] : thumbSurface;
  return [...front, middle, index, ring, little, ...behind, back, ...arm];
}

export function chooseNail(random: Random): Nail {
  const isPolished = random.next() < POLISHED;
  const polish = [random.between(0.3, 0.9), random.between(0.05, 0.5), random.between(0.1, 0.5)] as const;
  const overhang = isPolished ? random.between(0, 0.1) : random.between(0, 0.03);
  return { overhang, ...(isPolished ? { polish } : {}) };
}

function fingerOf(hold: FingerHold, anatomy: Anatomy, frame: HandFrame, nail: Nail, skin: Skin): Surface {
  return fingerSurface({ joints: jointsOf(hold, anatomy, frame), hasNail: hold.hasNail, nail }, skin);
}

function jointsOf({ turn, bend, reach }: FingerHold, anatomy: Anatomy, frame: HandFrame): Joint[] {
  const { x, y, length, radius } = anatomy;
  const seen = length * reach;
  const end = seen - radius * TAPER;
  const stops = [-HIDDEN, ...BENDS.map((share) => share * seen), end].filter((stop) => stop <= end);
  let place = { x, y };
  let angle = turn;
  let before = 0;
  return stops.map((stop, i): Joint => {
    if (i > 1) angle += bend;
    place = { x: place.x + (stop - before) * cosine(angle), y: place.y + (stop - before) * sine(angle) };
    before = stop;
    const share = Math.max(0, stop) / length;
    return { ...toPlace(frame, place.x, place.y), radius: radius * (1 - (1 - TAPER) * share) * frame.scale };
  });
}
