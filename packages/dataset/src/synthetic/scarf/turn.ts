import { arcsine, cosine } from '../../drawing/exact.js';
import { type Light, shadingAt } from '../../drawing/light.js';
import {
  clamp,
  mix,
  ridge,
  type Rgb,
  roundedMinimum,
  smoothstep,
  square,
  valueNoise,
} from '../../drawing/numeric.js';
import { CHIN, type FacePose, silhouette } from '../../drawing/pose.js';
import { printAt } from '../../drawing/print.js';
import { type Surface, surfaceOf } from '../../drawing/surface.js';
import type { ScarfDesign, Turn } from './design.js';

/** A point of one turn of cloth. */
interface TurnPoint {
  readonly inside: number;
  /** Radians around the head's axis from the middle of the face. */
  readonly phi: number;
  readonly v: number;
  /** 0 at the upper edge, 1 at the lower. */
  readonly t: number;
}

const SHADOW = { depth: 0.42, reach: 0.2 };
/** How far a roll stands out in its middle, as a share of the face's radius. */
const BULGE = 0.07;
/** Units: the radius of corners, how much the nose lifts an edge, and how uneven one is. */
const CORNER = 0.18;
const NOSE_LIFT = 0.06;
const WAVE = 0.12;
/** Units: a stitch of thick wool is about 5 mm wide and 4 mm high. */
const STITCH = { width: 0.085, height: 0.065 };

export function turnSurface(
  turn: Turn,
  design: ScarfDesign,
  pose: FacePose,
  light: Light,
  seed: number,
): Surface {
  const half = pose.radius * (Math.max(turn.bulk, neckWidth(turn.bottom, turn.bulk)) + BULGE);
  return surfaceOf<TurnPoint>({
    bounds: {
      left: -half - SHADOW.reach,
      right: half + SHADOW.reach,
      top:
        Math.min(turn.top, turn.top + turn.topDrop) - Math.abs(turn.tilt) - NOSE_LIFT - WAVE - SHADOW.reach,
      bottom: turn.bottom + Math.abs(turn.tilt) + SHADOW.reach,
    },
    reach: SHADOW.reach,
    locate: (across, v) => locateOnTurn(turn, pose, seed, across, v),
    colourAt: (point) => turnColour(point, turn, design, pose, light, seed),
    shadowAt: ({ inside, t }) => {
      const distance = Math.max(0, -inside);
      if (distance >= SHADOW.reach) return 0;
      return SHADOW.depth * mix(0.55, 1, clamp(t, 0, 1)) * square(1 - distance / SHADOW.reach);
    },
  });
}

/** Half the width at a height as a share of the face's radius: the head's to the chin, then the neck's and the collar's. */
function neckWidth(v: number, bulk: number): number {
  const head = mix(silhouette(Math.min(v, CHIN)), 1, 0.72) * bulk;
  const collar = mix(0.86, 1.25, smoothstep(1.7, 2.7, v)) * bulk;
  return mix(head, collar, smoothstep(1.3, 1.8, v));
}

function locateOnTurn(turn: Turn, pose: FacePose, seed: number, across: number, v: number): TurnPoint {
  const { top, topDrop, bottom, bottomRise, tilt, bulk } = turn;
  const rough = clamp((v - top) / Math.max(0.1, bottom - top), 0, 1);
  const half = pose.radius * (neckWidth(v, bulk) + BULGE * turn.roundness * 4 * rough * (1 - rough));
  const s = clamp(across / half, -1, 1);
  const lean = tilt * s;
  // The nose lifts the edge a little, and no edge that was pulled up by hand is straight.
  const lift = NOSE_LIFT * ridge(s, 0, 0.35) * (1 - smoothstep(0.5, 0.8, top));
  const wave = WAVE * (valueNoise(s * 2.3 + 7, bulk * 40, seed) - 0.5);
  const upper = top + topDrop * s * s + lean - lift + wave;
  const lower = bottom - bottomRise * mix(Math.abs(s), s * s, 0.6) + lean;
  return {
    inside: roundedMinimum(half - Math.abs(across), Math.min(v - upper, lower - v), CORNER),
    phi: arcsine(s) - pose.yaw,
    v,
    t: (v - upper) / Math.max(0.1, lower - upper),
  };
}

function turnColour(
  { phi, v, t, inside }: TurnPoint,
  turn: Turn,
  design: ScarfDesign,
  pose: FacePose,
  light: Light,
  seed: number,
): Rgb {
  const turned = phi + pose.yaw;
  const round = mix(0.68, 1, cosine(clamp(turned - 0.5 * light.aside, -1.5, 1.5)));
  const side = clamp(turned / 1.57, -1, 1);
  const fall = shadingAt(light, side, clamp(v, 0.1, 1.5));
  // The upper half of a roll faces up to the light, the lower half down.
  const roll = turn.roundness * (0.14 - 0.42 * square(clamp(t, 0, 1)));
  const below = 1 - 0.22 * smoothstep(CHIN - 0.2, CHIN + 0.5, v);
  let lit = round * fall * below + roll + folds(phi, v, turn, design, seed);
  lit -= 0.09 * ridge(inside, 0.05, 0.025);
  if (design.isKnitted) lit += knit(phi * pose.radius, v - 0.16 * phi * phi, pose.unit);
  const x = phi * pose.radius;
  const [red, green, blue] = printAt(design, x, v - 0.12 * x * x, seed);
  const shade = clamp(lit, 0.18, 1.15);
  const sheen = 0.02 * shade;
  return [
    light.white[0] * (red * shade + sheen),
    light.white[1] * (green * shade + sheen),
    light.white[2] * (blue * shade + sheen),
  ];
}

/** Folds run around the neck, hang in the middle and gather at the sides; lit from above. */
function folds(
  phi: number,
  v: number,
  { top, roundness }: Turn,
  { relief }: ScarfDesign,
  seed: number,
): number {
  const hang = v - top + 0.3 * phi * phi * mix(1, 0.4, roundness);
  const height = (q: number) => {
    const bent = q * 3.4 + 0.9 * valueNoise(phi * 1.6 + 5, q * 1.2, seed + 31);
    const sharp = 1 - Math.abs(2 * valueNoise(bent, phi * 0.9 + 9, seed + 32) - 1);
    return sharp * sharp + 0.4 * valueNoise(q * 9, phi * 3 + 2, seed + 33);
  };
  const slope = height(hang + 0.035) - height(hang - 0.035);
  const gather = ridge(Math.abs(phi), 1.25, 0.7) * (valueNoise(phi * 9, v * 1.3, seed + 34) - 0.5);
  return relief * (1.5 * slope + 0.7 * gather);
}

/** Columns of V-shaped stitches; none where they would be finer than pixels. */
function knit(x: number, y: number, unit: number): number {
  const depth = 0.2 * smoothstep(2, 6, unit * STITCH.width);
  if (depth === 0) return 0;
  const column = x / STITCH.width - Math.floor(x / STITCH.width) - 0.5;
  const row = y / STITCH.height + 1.1 * Math.abs(column);
  const gap = Math.abs(row - Math.floor(row) - 0.5);
  return 0.4 * depth - depth * (smoothstep(0.22, 0.5, gap) + 0.8 * smoothstep(0.3, 0.5, Math.abs(column)));
}
