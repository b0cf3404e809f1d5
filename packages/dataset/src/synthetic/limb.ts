import { length } from '../drawing/exact.js';
import { clamp, mix, type Rgb, smoothstep, square } from '../drawing/numeric.js';
import { type Bounds, isWithin, type Surface, surfaceOf } from '../drawing/surface.js';

/** A place along a limb, in units across and down from the eyes. */
export interface Joint {
  readonly across: number;
  readonly v: number;
  /** Half the thickness, units. */
  readonly radius: number;
}

/** A place on a limb: a finger, an arm, a sleeve. */
export interface LimbPoint {
  readonly inside: number;
  /** Direction in which the surface faces, of length 1: across, down, and towards the viewer. */
  readonly facing: readonly [number, number, number];
  /** Units along the limb from its first joint, negative before it. */
  readonly along: number;
  /** -1 to 1 from edge to edge; positive to the right of the way from the first joint to the last. */
  readonly aside: number;
  readonly across: number;
  readonly v: number;
}

export interface LimbLook {
  /** Under the picture's light, 0 to 255 a channel. */
  readonly colourAt: (point: LimbPoint) => Rgb;
  /** @default 1 */
  readonly opacityAt?: (point: LimbPoint) => number;
  /** Share of light that it takes from what lies beside and under it. */
  readonly shadow: number;
}

/** How far the shadow of a limb reaches, units, and how far it falls down: light mostly comes from above. */
const SHADOW_REACH = 0.18;
const SHADOW_FALL = 0.05;
const REACH = SHADOW_REACH + SHADOW_FALL;
/** Units from its first joint over which it begins to throw one. */
const SHADOW_ROOT = 0.6;

/** A round limb through the joints, of which there are at least two. */
export function limbSurface(joints: readonly Joint[], look: LimbLook): Surface {
  const { colourAt, opacityAt, shadow } = look;
  const bounds = boundsOf(joints);
  return surfaceOf<LimbPoint>({
    bounds,
    reach: REACH,
    locate: (across, v) => locateOn(joints, bounds, across, v),
    colourAt,
    ...(opacityAt ? { opacityAt } : {}),
    shadowAt({ inside, along, facing }) {
      if (inside <= -REACH) return 0;
      const nearest = clamp((-inside - SHADOW_FALL * facing[1]) / SHADOW_REACH, 0, 1);
      return shadow * square(1 - nearest) * smoothstep(0, SHADOW_ROOT, along);
    },
  });
}

/** Units along all the joints. */
export function limbLength(joints: readonly Joint[]): number {
  return starts(joints, joints.length);
}

/** Units along the joints to where a part starts. */
function starts(joints: readonly Joint[], part: number): number {
  let sum = 0;
  for (let i = 1; i < part; i++) sum += distanceOf(joints[i - 1]!, joints[i]!);
  return sum;
}

function distanceOf(a: Joint, b: Joint): number {
  return length(b.across - a.across, b.v - a.v);
}

const NOWHERE: LimbPoint = { inside: -Infinity, facing: [0, 0, 1], along: 0, aside: 0, across: 0, v: 0 };

function locateOn(joints: readonly Joint[], bounds: Bounds, across: number, v: number): LimbPoint {
  if (!isWithin(bounds, across, v)) return NOWHERE;
  // Most places are far from most limbs, so only the nearest part is looked at closely.
  let inside = -REACH;
  let part = 0;
  for (let i = 1; i < joints.length; i++) {
    const depth = insideOf(joints[i - 1]!, joints[i]!, across, v);
    if (depth > inside) {
      inside = depth;
      part = i;
    }
  }
  return part === 0 ? NOWHERE : pointOn(joints, part, inside, across, v);
}

/** Units inside one tapered part, negative outside. */
function insideOf(a: Joint, b: Joint, across: number, v: number): number {
  const dx = b.across - a.across;
  const dy = b.v - a.v;
  const share = clamp(((across - a.across) * dx + (v - a.v) * dy) / (dx * dx + dy * dy), 0, 1);
  return mix(a.radius, b.radius, share) - length(across - a.across - share * dx, v - a.v - share * dy);
}

function pointOn(
  joints: readonly Joint[],
  part: number,
  inside: number,
  across: number,
  v: number,
): LimbPoint {
  const a = joints[part - 1]!;
  const b = joints[part]!;
  const dx = b.across - a.across;
  const dy = b.v - a.v;
  const span = length(dx, dy);
  const unclamped = ((across - a.across) * dx + (v - a.v) * dy) / (span * span);
  const share = clamp(unclamped, 0, 1);
  const radius = mix(a.radius, b.radius, share);
  const fromAxis = { x: across - a.across - share * dx, y: v - a.v - share * dy };
  const distance = length(fromAxis.x, fromAxis.y);
  const depth = clamp(distance / radius, 0, 1);
  const scale = distance > 0 ? depth / distance : 0;
  // Before the first joint and after the last the limb goes on, so that nails and fades know where they are.
  const isFirst = part === 1;
  const isLast = part === joints.length - 1;
  const reach = clamp(unclamped, isFirst ? -Infinity : 0, isLast ? Infinity : 1);
  return {
    inside,
    facing: [fromAxis.x * scale, fromAxis.y * scale, Math.sqrt(1 - depth * depth)],
    along: starts(joints, part) + reach * span,
    aside: (dx * fromAxis.y - dy * fromAxis.x) / (span * radius),
    across,
    v,
  };
}

function boundsOf(joints: readonly Joint[]): Bounds {
  return {
    left: Math.min(...joints.map(({ across, radius }) => across - radius)) - REACH,
    right: Math.max(...joints.map(({ across, radius }) => across + radius)) + REACH,
    top: Math.min(...joints.map(({ v, radius }) => v - radius)) - REACH,
    bottom: Math.max(...joints.map(({ v, radius }) => v + radius)) + REACH,
  };
}
