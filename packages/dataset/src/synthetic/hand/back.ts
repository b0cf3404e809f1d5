import { length } from '../../drawing/exact.js';
import { clamp, mix, ridge, smoothstep, square } from '../../drawing/numeric.js';
import { type Surface, surfaceOf } from '../../drawing/surface.js';
import type { Place } from './frame.js';
import { bodyLight, type BodyPoint, type Skin, skinColour } from '../skin.js';

/** The back of a hand, or a fist: what carries the fingers. */
export interface HandBack {
  /** The knuckles from the index to the little finger. */
  readonly knuckles: readonly Place[];
  readonly wrist: Place;
  /** Half the thickness at the knuckles and at the wrist, units. */
  readonly radius: number;
  readonly wristRadius: number;
}

const SHADOW = { depth: 0.34, reach: 0.2 };
/** Units over which the bones of the hand run into one another. */
const BLEND = 0.16;

export function backSurface(back: HandBack, skin: Skin): Surface {
  const { knuckles, wrist, radius, wristRadius } = back;
  const all = [...knuckles, wrist];
  const reach = Math.max(radius, wristRadius) + SHADOW.reach;
  const middle = mean(knuckles);
  return surfaceOf<BodyPoint>({
    bounds: {
      left: Math.min(...all.map(({ across }) => across)) - reach,
      right: Math.max(...all.map(({ across }) => across)) + reach,
      top: Math.min(...all.map(({ v }) => v)) - reach,
      bottom: Math.max(...all.map(({ v }) => v)) + reach,
    },
    reach: SHADOW.reach,
    locate: (across, v) => locateOnBack(back, middle, across, v),
    colourAt(point) {
      const lit = bodyLight(point, skin.light, skin.pose) + relief(back, point);
      const [r, g, b] = skinColour(skin, lit, point.across, point.v);
      const red = knuckles.reduce((sum, knuckle) => sum + ridge(distanceOf(knuckle, point), 0, 0.2), 0);
      return [r, g * (1 - 0.06 * Math.min(1, red)), b * (1 - 0.06 * Math.min(1, red))];
    },
    shadowAt: ({ inside }) =>
      -inside >= SHADOW.reach ? 0 : SHADOW.depth * square(1 - Math.max(0, -inside) / SHADOW.reach),
  });
}

function locateOnBack(
  { knuckles, wrist, radius, wristRadius }: HandBack,
  middle: Place,
  across: number,
  v: number,
): BodyPoint {
  let inside = -Infinity;
  for (const [i, knuckle] of knuckles.entries()) {
    // Each bone starts at its own side of the wrist.
    const aside = (i - (knuckles.length - 1) / 2) / knuckles.length;
    const from = {
      across: wrist.across + aside * wristRadius * (knuckles.at(-1)!.across - knuckles[0]!.across),
      v: wrist.v + aside * wristRadius * (knuckles.at(-1)!.v - knuckles[0]!.v),
    };
    inside = smoothMaximum(inside, bone(from, knuckle, wristRadius, radius, across, v));
  }
  // Facing away only near the edge: a hand is flat.
  const dx = across - mix(middle.across, wrist.across, 0.3);
  const dy = v - mix(middle.v, wrist.v, 0.3);
  const distance = Math.max(1e-6, length(dx, dy));
  const turn = square(clamp(1 - inside / 0.3, 0, 1)) * 0.95;
  return {
    inside,
    facing: [(dx / distance) * turn, (dy / distance) * turn, Math.sqrt(1 - turn * turn)],
    across,
    v,
  };
}

/** Units inside a tapered bone, negative outside. */
function bone(a: Place, b: Place, startRadius: number, endRadius: number, across: number, v: number): number {
  const dx = b.across - a.across;
  const dy = b.v - a.v;
  const share = clamp(((across - a.across) * dx + (v - a.v) * dy) / (dx * dx + dy * dy), 0, 1);
  return mix(startRadius, endRadius, share) - length(across - a.across - share * dx, v - a.v - share * dy);
}

function smoothMaximum(a: number, b: number): number {
  if (a === -Infinity) return b;
  const overlap = Math.max(0, BLEND - Math.abs(a - b)) / BLEND;
  return Math.max(a, b) + (overlap * overlap * BLEND) / 4;
}

/** Knuckles stand out, with a shadow on the side away from the light; sinews run to them. */
function relief({ knuckles, wrist }: HandBack, point: BodyPoint): number {
  return knuckles.reduce((sum, knuckle) => {
    const distance = distanceOf(knuckle, point);
    const bump =
      0.05 * ridge(distance, 0, 0.16) -
      0.07 * ridge(distance, 0.15, 0.1) * smoothstep(-0.05, 0.1, point.v - knuckle.v);
    const sinew = bone(wrist, knuckle, 0, 0, point.across, point.v);
    return sum + bump + 0.025 * ridge(sinew, 0, 0.06) - 0.02 * ridge(sinew, -0.1, 0.08);
  }, 0);
}

function distanceOf(a: Place, b: Place): number {
  return length(a.across - b.across, a.v - b.v);
}

function mean(places: readonly Place[]): Place {
  return {
    across: places.reduce((sum, { across }) => sum + across, 0) / places.length,
    v: places.reduce((sum, { v }) => sum + v, 0) / places.length,
  };
}
