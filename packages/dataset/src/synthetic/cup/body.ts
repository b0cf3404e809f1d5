import { arcsine, cosine, sine } from '../../drawing/exact.js';
import type { Light } from '../../drawing/light.js';
import { clamp, mix, ridge, type Rgb, smoothstep, square } from '../../drawing/numeric.js';
import { printAt } from '../../drawing/print.js';
import { type Surface, surfaceOf } from '../../drawing/surface.js';
import type { CupBand, CupDesign } from './design.js';

/** Where a cup is held. */
export interface CupPlace {
  /** Of the middle of the rim, units across and down from the eyes. */
  readonly across: number;
  readonly v: number;
  /** Radians by which the base is swung to the picture's right. */
  readonly tilt: number;
  /** How much of the base is seen, 0 from the side to 1 from below. */
  readonly lift: number;
}

/** A point of a cup. */
interface CupPoint {
  readonly inside: number;
  /** Units along the cup from the rim. */
  readonly w: number;
  /** -1 to 1 from edge to edge. */
  readonly s: number;
  /** 0 in the middle of the base to 1 at its edge, more on the side. */
  readonly onBase: number;
}

const SHADOW = { depth: 0.3, reach: 0.16 };

/** The cup's own directions: along it from rim to base, and across it to the picture's right. */
export function cupFrame({ across, v, tilt }: CupPlace) {
  const down = { across: sine(tilt), v: cosine(tilt) };
  return {
    down,
    toPlace: (q: number, w: number) => ({
      across: across + q * down.v + w * down.across,
      v: v - q * down.across + w * down.v,
    }),
    fromPlace: (x: number, y: number) => ({
      q: (x - across) * down.v - (y - v) * down.across,
      w: (x - across) * down.across + (y - v) * down.v,
    }),
  };
}

/** The length that is seen, and the lesser half axis of its round ends for a half width of 1. */
export function foreshorten({ length }: CupDesign, { lift }: CupPlace): { seen: number; round: number } {
  return { seen: length * Math.sqrt(1 - lift * lift), round: Math.max(0.08, lift) };
}

/** The body of a cup without its handle. */
export function bodySurface(design: CupDesign, place: CupPlace, light: Light, seed: number): Surface {
  const { seen, round } = foreshorten(design, place);
  const frame = cupFrame(place);
  const half = Math.max(design.rim, design.base) + 0.06;
  const corners = [-half, half].flatMap((q) =>
    [-round * half, seen + round * half].map((w) => frame.toPlace(q, w)),
  );
  return surfaceOf<CupPoint>({
    bounds: {
      left: Math.min(...corners.map(({ across }) => across)) - SHADOW.reach,
      right: Math.max(...corners.map(({ across }) => across)) + SHADOW.reach,
      top: Math.min(...corners.map(({ v }) => v)) - SHADOW.reach,
      bottom: Math.max(...corners.map(({ v }) => v)) + SHADOW.reach,
    },
    reach: SHADOW.reach,
    locate(across, v) {
      const { q, w } = frame.fromPlace(across, v);
      return locateOnCup(design, seen, round, q, w);
    },
    colourAt: (point) => cupColour(point, design, seen, light, seed),
    shadowAt: ({ inside }) =>
      -inside >= SHADOW.reach ? 0 : SHADOW.depth * square(1 - Math.max(0, -inside) / SHADOW.reach),
  });
}

function locateOnCup(design: CupDesign, seen: number, round: number, q: number, w: number): CupPoint {
  const share = clamp(w / seen, 0, 1);
  const band = bandAt(design, share);
  const half = mix(design.rim, design.base, share) + (band?.relief ?? 0);
  const bow = (radius: number) => Math.sqrt(Math.max(0, 1 - square(q / radius))) * round * radius;
  const rim = w + bow(half);
  const base = seen + bow(design.base) - w;
  const dw = (w - seen) / (round * design.base);
  return {
    inside: Math.min(half - Math.abs(q), rim, base),
    w,
    s: clamp(q / half, -1, 1),
    onBase: Math.sqrt(square(q / design.base) + square(dw)),
  };
}

/** The last band that covers a share of the length. */
function bandAt({ bands }: CupDesign, share: number): CupBand | undefined {
  return bands.findLast(({ from, to }) => share >= from && share <= to);
}

function cupColour(
  { w, s, onBase, inside }: CupPoint,
  design: CupDesign,
  seen: number,
  light: Light,
  seed: number,
): Rgb {
  const share = clamp(w / seen, 0, 1);
  const angle = arcsine(s);
  const band = onBase < 1 ? undefined : bandAt(design, share);
  const gloss = band && band.relief > 0 ? 0.3 : design.gloss;
  const [red, green, blue] = band ? printAt(band, angle * design.rim, w, seed) : design.colour;
  let lit = mix(0.6, 1, cosine(clamp(angle - 0.7 * light.aside, -1.5, 1.5)));
  if (gloss > 1) lit *= steel(s);
  // The base looks at the floor, and stands on a ring.
  if (onBase < 1)
    lit = 0.62 + 0.1 * s * light.aside + 0.14 * ridge(onBase, 0.9, 0.1) - 0.12 * ridge(onBase, 0.78, 0.08);
  lit -= 0.1 * ridge(inside, 0, 0.03);
  if (band && band.relief > 0)
    lit += 0.1 * ridge(share, band.to - 0.02, 0.02) - 0.15 * ridge(share, band.to, 0.02);
  const rimLine = 0.1 * ridge(inside, 0.035, 0.03) * (1 - smoothstep(0.1, 0.25, share));
  const shine = onBase < 1 ? 0 : gloss * shineAt(s, light.aside);
  const channel = (value: number, white: number) => white * (value * (lit + rimLine) + shine);
  return [channel(red, light.white[0]), channel(green, light.white[1]), channel(blue, light.white[2])];

  function steel(across: number): number {
    return (
      0.75 +
      0.5 * ridge(across, -0.3, 0.35) +
      0.35 * ridge(across, 0.55, 0.2) -
      0.25 * ridge(across, 0.2, 0.25)
    );
  }
}

/** A window on one side, and a fainter one on the other. */
function shineAt(s: number, aside: number): number {
  const side = aside >= 0 ? 1 : -1;
  return 0.3 * ridge(s, side * 0.45, 0.14) + 0.1 * ridge(s, side * -0.65, 0.12);
}
