import type { Random } from '@maskpred/core';
import { type Light, shadingAt } from '../drawing/light.js';
import { clamp, mix, type Rgb, smoothstep, valueNoise } from '../drawing/numeric.js';
import type { FacePose } from '../drawing/pose.js';

/** The skin of a hand in one picture. */
export interface Skin {
  /** Facing the light, 0 to 255 a channel. */
  readonly colour: Rgb;
  readonly light: Light;
  readonly pose: FacePose;
  readonly seed: number;
}

/** A place on a round body, as far as its light is concerned. */
export interface BodyPoint {
  readonly inside: number;
  readonly facing: readonly [number, number, number];
  readonly across: number;
  readonly v: number;
}

// Share of light that skin gives back, from light to dark: the six types of Fitzpatrick's scale, by eye.
const TONES: readonly Rgb[] = [
  [0.87, 0.68, 0.58],
  [0.82, 0.62, 0.5],
  [0.74, 0.54, 0.42],
  [0.61, 0.43, 0.31],
  [0.46, 0.3, 0.21],
  [0.31, 0.2, 0.15],
];
/** How often the hand is somebody else's. */
const OTHER_PERSON = 0.12;
/** Hands are a little redder than the face that they belong to. */
const HAND_TO_FACE: Rgb = [1.0, 0.955, 0.945];

/** The skin of a hand: the face's own, now and then another person's. */
export function chooseSkin(light: Light, pose: FacePose, random: Random): Skin {
  const isOther = random.next() < OTHER_PERSON;
  const tone = TONES[random.int(0, TONES.length - 1)]!;
  const brightness = random.between(0.96, 1.1);
  const channel = (c: 0 | 1 | 2) =>
    clamp(brightness * (isOther ? tone[c] * light.white[c] : light.skin[c] * HAND_TO_FACE[c]), 8, 250);
  return { colour: [channel(0), channel(1), channel(2)], light, pose, seed: random.int(1, 0x7fffffff) };
}

/** How much light falls on a place of a body, 1 where it faces the light. */
export function bodyLight({ inside, facing, across, v }: BodyPoint, light: Light, pose: FacePose): number {
  const [x, y, z] = facing;
  // From above and in front, and from the side that the face is lit from.
  const towards = clamp(0.8 * z - 0.5 * y + 1.6 * light.aside * x, 0, 1);
  const fall = mix(1, shadingAt(light, clamp(across / pose.radius, -1, 1), clamp(v, 0, 1.5)), 0.35);
  // The last bit before an edge sees least of the room.
  const edge = mix(0.84, 1, smoothstep(-0.01, 0.06, inside));
  return (0.6 + 0.46 * towards) * fall * edge;
}

/** Skin under so much light: what light is left in a shadow is the red that went through. */
export function skinColour({ colour, seed }: Skin, lit: number, across: number, v: number): Rgb {
  const blotch = 1 + 0.07 * (valueNoise(across * 7 + 11, v * 7 + 3, seed) - 0.5);
  const fine = 1 + 0.05 * (valueNoise(across * 34, v * 34, seed + 1) - 0.5);
  const shade = lit * blotch * fine;
  const lack = clamp(1 - shade, 0, 1);
  return [colour[0] * shade, colour[1] * shade * (1 - 0.14 * lack), colour[2] * shade * (1 - 0.2 * lack)];
}
