import { sine } from '../drawing/exact.js';
import { clamp, mix, square } from '../drawing/numeric.js';
import { silhouette } from '../drawing/pose.js';
import { bottomEdge, type Fit, topEdge } from './fit.js';

/** A line on the face, an ear loop or a head band, in units across and down from the eyes. */
export interface Loop {
  readonly points: readonly Place[];
  readonly halfWidth: number;
  /** Nothing of it lies outside. */
  readonly bounds: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

interface Place {
  readonly across: number;
  readonly v: number;
}

/** The loop nearest to a place. */
export interface NearestLoop {
  /** Units from the place to the loop's edge, negative inside; Infinity when none is near. */
  readonly distance: number;
  /** Where along the loop, 0 at the face mask, 1 at the ear. */
  readonly along: number;
}

// Radians around the head, and heights, where the loop goes behind the ear; bands pass above and below the ear.
const EAR = { phi: 1.45, top: 0.08, bottom: 0.36 };
const BAND = { top: -0.3, bottom: 0.75 };
const SEGMENTS = 5;
/** Farther from a loop than this, in units, only that it is far matters. */
const NEAR = 0.13;
const NONE: NearestLoop = { distance: Infinity, along: 0 };

/** The loops or bands that are in sight, as lines. */
export function loopsOf(fit: Fit): Loop[] {
  const [upperEnd, lowerEnd] = fit.design.loops === 'head' ? [BAND.top, BAND.bottom] : [EAR.top, EAR.bottom];
  const corner = 0.97;
  return [-1, 1]
    .flatMap((side) => [
      curve(fit, side, topEdge(fit, corner) + 0.07, upperEnd),
      curve(fit, side, bottomEdge(fit, corner) - 0.1, lowerEnd),
    ])
    .filter((points) => points.length > 1)
    .map((points) => {
      const across = points.map((point) => point.across);
      const heights = points.map((point) => point.v);
      return {
        points,
        halfWidth: fit.design.loops === 'head' ? 0.028 : 0.018,
        bounds: {
          left: Math.min(...across) - NEAR,
          right: Math.max(...across) + NEAR,
          top: Math.min(...heights) - NEAR,
          bottom: Math.max(...heights) + NEAR,
        },
      };
    });
}

function curve({ pose, reach }: Fit, side: number, from: number, to: number): Place[] {
  const points: Place[] = [];
  for (let i = 0; i <= SEGMENTS; i++) {
    const share = i / SEGMENTS;
    const turned = side * mix(reach * 0.95, Math.max(EAR.phi, reach), share) + pose.yaw;
    if (Math.abs(turned) > Math.PI / 2) break; // behind the edge of the face
    const v = mix(from, to, share);
    points.push({ across: pose.radius * silhouette(v) * sine(turned), v });
  }
  return points;
}

/** The loop nearest to a place, in units. */
export function nearestLoop(loops: readonly Loop[], across: number, v: number): NearestLoop {
  let nearest = Infinity;
  let along = 0;
  for (const { points, halfWidth, bounds } of loops) {
    if (across < bounds.left || across > bounds.right || v < bounds.top || v > bounds.bottom) continue;
    let best = Infinity;
    let at = 0;
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1];
      const dx = points[i].across - a.across;
      const dy = points[i].v - a.v;
      const share = clamp(((across - a.across) * dx + (v - a.v) * dy) / (dx * dx + dy * dy || 1), 0, 1);
      const aside = square(across - a.across - share * dx) + square(v - a.v - share * dy);
      if (aside < best) {
        best = aside;
        at = (i - 1 + share) / SEGMENTS;
      }
    }
    const distance = Math.sqrt(best) - halfWidth;
    if (distance < nearest) {
      nearest = distance;
      along = at;
    }
  }
  return nearest === Infinity ? NONE : { distance: nearest, along };
}
