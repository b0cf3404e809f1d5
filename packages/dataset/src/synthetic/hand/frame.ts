import { cosine, sine } from '../../drawing/exact.js';

/** A place in the face's units, across and down from the eyes. */
export interface Place {
  readonly across: number;
  readonly v: number;
}

/**
 * A hand's own frame: from the middle knuckle, `x` along the straight fingers, `y` towards the index finger, in the
 * face's units.
 */
export interface HandFrame {
  readonly origin: Place;
  /** Radians from the picture's right to where the fingers point, counted upwards, for a hand that comes from the left. */
  readonly angle: number;
  /** 1 for a hand that comes from the picture's left, -1 for its mirror image. */
  readonly side: 1 | -1;
  readonly scale: number;
}

/** Where a place of the hand is on the face. */
export function toPlace({ origin, angle, side, scale }: HandFrame, x: number, y: number): Place {
  const cos = cosine(angle);
  const sin = sine(angle);
  // The index finger is above the others when the fingers point aside.
  const right = x * cos - y * sin;
  const up = x * sin + y * cos;
  return { across: origin.across + side * scale * right, v: origin.v - scale * up };
}
