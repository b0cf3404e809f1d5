import type { Light } from '../drawing/light.js';
import { mix, smoothstep, square } from '../drawing/numeric.js';
import { type Bounds, type Surface, surfaceOf } from '../drawing/surface.js';
import { clothColour } from './cloth.js';
import { bottomEdge, clothAt, type ClothPoint, type Fit, topEdge } from './fit.js';
import { type Loop, loopsOf, nearestLoop } from './loops.js';

interface LoopPoint {
  readonly inside: number;
  /** 0 at the face mask, 1 at the ear. */
  readonly along: number;
}

/** Depth of the shadow that cloth throws on the skin beside it, and its reach in units. */
const SHADOW = { depth: 0.26, reach: 0.11 };
/** Loops are thin: their shadow begins as if they were this much farther away. */
const LOOP_SHADOW_OFFSET = 0.06;
/** Share of itself that a loop has lost to hair and shadow at the ear. */
const LOOP_FADE = 0.55;

/** The cloth, and the loops that come out from under it. */
export function faceMaskSurfaces(fit: Fit, light: Light, seed: number): Surface[] {
  const loops = loopsOf(fit);
  const bounds = boundsOf(fit, loops);
  return [clothSurface(fit, light, seed, bounds), loopSurface(fit, light, loops, bounds)];
}

function clothSurface(fit: Fit, light: Light, seed: number, bounds: Bounds): Surface {
  return surfaceOf<ClothPoint>({
    bounds,
    reach: SHADOW.reach,
    locate: (across, v) => clothAt(fit, across, v),
    colourAt: (point) => clothColour(point, fit, light, seed),
    shadowAt: ({ inside }, _across, v) => skinShadow(-inside, v),
  });
}

function loopSurface(fit: Fit, light: Light, loops: readonly Loop[], bounds: Bounds): Surface {
  const { loopColour, loopOpacity } = fit.design;
  const lit = (channel: 0 | 1 | 2) => 0.85 * light.white[channel] * loopColour[channel];
  const colour = [lit(0), lit(1), lit(2)] as const;
  return surfaceOf<LoopPoint>({
    bounds,
    reach: SHADOW.reach,
    locate(across, v) {
      const { distance, along } = nearestLoop(loops, across, v);
      return { inside: -distance, along };
    },
    colourAt: () => colour,
    opacityAt: ({ along }) => loopOpacity * (1 - LOOP_FADE * along),
    shadowAt: ({ inside }, _across, v) => skinShadow(LOOP_SHADOW_OFFSET - inside, v),
  });
}

/** How far cloth, loops and shadow go from the eyes. */
function boundsOf(fit: Fit, loops: readonly Loop[]): Bounds {
  const half = fit.pose.radius * 1.06 + SHADOW.reach;
  const top = Math.min(topEdge(fit, 0), topEdge(fit, 1), ...loops.map(({ bounds }) => bounds.top));
  const bottom = Math.max(
    bottomEdge(fit, 0),
    bottomEdge(fit, 1),
    ...loops.map(({ bounds }) => bounds.bottom),
  );
  return { left: -half, right: half, top: top - SHADOW.reach, bottom: bottom + SHADOW.reach };
}

/** Share of light lost on the skin at a distance from the cloth; deeper below it. */
function skinShadow(distance: number, v: number): number {
  if (distance >= SHADOW.reach) return 0;
  const below = mix(0.6, 1, smoothstep(0.6, 1.4, v));
  return SHADOW.depth * below * square(1 - Math.max(0, distance) / SHADOW.reach);
}
