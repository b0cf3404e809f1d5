import { clamp, mix, mixRgb, ridge, type Rgb, smoothstep } from '../../drawing/numeric.js';
import type { Surface } from '../../drawing/surface.js';
import { type Joint, limbLength, type LimbPoint, limbSurface } from '../limb.js';
import { bodyLight, type Skin, skinColour } from '../skin.js';

/** One finger as it is held. */
export interface Finger {
  /** From inside the hand to the middle of the tip. */
  readonly joints: readonly Joint[];
  /** Whether it ends in a nail that is seen. */
  readonly hasNail: boolean;
  /** Of the nails, as a share of the skin's colour or of white light. */
  readonly nail: Nail;
}

export interface Nail {
  /** Share of white light; without it the nail shines through. */
  readonly polish?: Rgb;
  /** Units beyond the tip of the finger. */
  readonly overhang: number;
}

/** Units over which a finger comes out of the hand. */
const ROOT = 0.22;
const SHADOW = 0.3;

export function fingerSurface(finger: Finger, skin: Skin): Surface {
  const total = limbLength(finger.joints);
  const creases = creasesOf(finger.joints);
  return limbSurface(finger.joints, {
    shadow: SHADOW,
    colourAt: (point) => fingerColour(point, finger, skin, total, creases),
    opacityAt: ({ along }) => smoothstep(0.02, ROOT, along),
  });
}

/** Units along the finger where it bends: the joints between its ends. */
function creasesOf(joints: readonly Joint[]): number[] {
  return joints.slice(2, -1).map((_, i) => limbLength(joints.slice(0, i + 3)));
}

function fingerColour(
  point: LimbPoint,
  { joints, hasNail, nail }: Finger,
  skin: Skin,
  total: number,
  creases: readonly number[],
): Rgb {
  const { along, aside, across, v } = point;
  let lit = bodyLight(point, skin.light, skin.pose);
  let red = 0;
  for (const crease of creases) {
    // Two or three wrinkles over each knuckle, and a redder skin.
    const bow = 0.03 * aside * aside;
    const wrinkles = [-0.045, 0, 0.04].reduce((sum, d) => sum + ridge(along, crease + d + bow, 0.016), 0);
    lit -= 0.1 * wrinkles * (1 - aside * aside);
    red += ridge(along, crease, 0.16);
  }
  red += 0.7 * smoothstep(total - 0.12, total + 0.1, along);
  const [r, g, b] = skinColour(skin, lit, across, v);
  const flushed: Rgb = [r, g * (1 - 0.07 * clamp(red, 0, 1)), b * (1 - 0.07 * clamp(red, 0, 1))];
  return hasNail ? withNail(flushed, point, joints.at(-1)!.radius, total, lit, skin, nail) : flushed;
}

/** The nail is a shield of four fifths of the finger's width, near its end. */
function withNail(
  skinRgb: Rgb,
  { along, aside, facing }: LimbPoint,
  radius: number,
  total: number,
  lit: number,
  { colour, light }: Skin,
  { polish, overhang }: Nail,
): Rgb {
  const end = total + 0.62 * radius + overhang;
  const start = end - 1.55 * radius - overhang;
  const t = (along - start) / (end - start);
  const s = Math.abs(aside) / 0.72;
  // Round at the root, round at the end.
  const inside = Math.min(
    1 - s * s * mix(1, 0.75, t),
    1.1 * (t - 0.3 * s * s) + 0.02,
    1.1 * (1 - 0.22 * s * s - t),
  );
  const share = smoothstep(0, 0.09, inside);
  const rim = 1 - 0.1 * ridge(inside, 0, 0.12);
  if (share === 0) return [skinRgb[0] * rim, skinRgb[1] * rim, skinRgb[2] * rim];
  const gloss = 0.22 * ridge(aside, -0.25 - 0.6 * light.aside, 0.28) * clamp(facing[2], 0, 1);
  const own = (c: 0 | 1 | 2) => {
    const base = polish
      ? polish[c] * light.white[c]
      : mix(colour[c], light.white[c] * [0.92, 0.8, 0.76][c]!, 0.35);
    const tip = polish ? 0 : 0.35 * smoothstep(0.82, 0.9, t);
    return mix(base, light.white[c] * 0.9, tip) * lit * 1.03 + gloss * light.white[c] * (polish ? 0.9 : 0.5);
  };
  const nailRgb: Rgb = [own(0), own(1), own(2)];
  return mixRgb([skinRgb[0] * rim, skinRgb[1] * rim, skinRgb[2] * rim], nailRgb, share);
}
