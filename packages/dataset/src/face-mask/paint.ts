import type { RgbImage } from '@maskpred/core';
import { clothColour } from './cloth.js';
import { bottomEdge, clothAt, type Fit, silhouette, topEdge } from './fit.js';
import type { Light } from './light.js';
import { type Loop, nearestLoop } from './loops.js';
import { clamp, hashNoise, luma, mix, smoothstep } from './numeric.js';

/** Everything that is known before the first pixel is painted. */
export interface Painting {
  readonly fit: Fit;
  readonly light: Light;
  readonly loops: readonly Loop[];
  /** Positive whole number: wrinkles and grain. */
  readonly noiseSeed: number;
}

/** What is laid over a pixel: light of its own, and the share of the picture's light that is left. */
interface Layer {
  red: number;
  green: number;
  blue: number;
  /** 0 to 1, how much of the pixel is cloth or loop. */
  covered: number;
  /** 0 to 1, how much light the rest of the pixel loses. */
  shadow: number;
}

/** Depth of the shadow that cloth throws on the skin beside it, and its reach in units. */
const SHADOW = { depth: 0.26, reach: 0.11 };
/** Loops are thin: their shadow begins as if they were this much farther away. */
const LOOP_SHADOW_OFFSET = 0.06;
/** Share of itself that a loop has lost to hair and shadow at the ear. */
const LOOP_FADE = 0.55;
/** Pixels from eyes to mouth: below the first, seams are far thinner than a pixel; above the second, none is. */
const SMALL_UNIT = 25;
const SHARP_UNIT = 100;

/** A copy of the picture with the face mask on it. */
export function paintFaceMask(image: RgbImage, painting: Painting): RgbImage {
  const { fit, light, loops } = painting;
  const { pose } = fit;
  const out = new Uint8Array(image.data);
  const { half, from, to } = extentOf(painting);
  const area = upright(painting, image);
  const margin = SHADOW.reach + 2 / pose.unit;
  const side = pose.unit < SMALL_UNIT || light.blur > 2 ? 3 : 2;
  const sideInside = pose.unit > SHARP_UNIT && light.blur <= 2 ? 1 : side;
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      const { across, v } = toFace(fit, x + 0.5, y + 0.5);
      if (Math.abs(across) > half || v < from || v > to) continue;
      const { inside } = clothAt(fit, across, v);
      // Most pixels are far inside or far outside: the first see no loop, the second nothing at all.
      if (inside > margin) {
        blend(image, out, x, y, sampleLayer(painting, [], x, y, sideInside), painting);
        continue;
      }
      const near = nearestLoop(loops, across, v).distance < margin ? loops : [];
      if (inside < -margin && near.length === 0) continue;
      blend(image, out, x, y, sampleLayer(painting, near, x, y, side), painting);
    }
  }
  return { data: out, width: image.width, height: image.height, channels: 3 };
}

/** Units across and down from the eyes, of a place in pixels. */
function toFace({ pose }: Fit, x: number, y: number): { across: number; v: number } {
  const { unit, down } = pose;
  const dx = x - pose.x;
  const dy = y - pose.y;
  return { across: (dx * down.y - dy * down.x) / unit, v: (dx * down.x + dy * down.y) / unit };
}

/** How far cloth, loops and shadow go from the eyes, in units. */
function extentOf({ fit, loops }: Painting): { half: number; from: number; to: number } {
  const half = fit.pose.radius * 1.06 + SHADOW.reach;
  const from = Math.min(topEdge(fit, 0), topEdge(fit, 1), ...loops.map(({ bounds }) => bounds.top));
  const to = Math.max(bottomEdge(fit, 0), bottomEdge(fit, 1), ...loops.map(({ bounds }) => bounds.bottom));
  return { half, from: from - SHADOW.reach, to: to + SHADOW.reach };
}

/** The whole pixels of the picture about that extent, which may be turned. */
function upright(painting: Painting, { width, height }: RgbImage) {
  const { x, y, unit, down } = painting.fit.pose;
  const { half, from, to } = extentOf(painting);
  const corners = [-half, half].flatMap((across) =>
    [from, to].map((v) => ({
      x: x + (across * down.y + v * down.x) * unit,
      y: y + (v * down.y - across * down.x) * unit,
    })),
  );
  return {
    left: Math.max(0, Math.floor(Math.min(...corners.map((corner) => corner.x)))),
    right: Math.min(width, Math.ceil(Math.max(...corners.map((corner) => corner.x)))),
    top: Math.max(0, Math.floor(Math.min(...corners.map((corner) => corner.y)))),
    bottom: Math.min(height, Math.ceil(Math.max(...corners.map((corner) => corner.y)))),
  };
}

/** The mean of `side` times `side` points, spread over the pixel or over the picture's blur. */
function sampleLayer(
  painting: Painting,
  loops: readonly Loop[],
  x: number,
  y: number,
  side: number,
): Readonly<Layer> {
  const { fit, light } = painting;
  const spread = light.blur / side;
  // Cloth has a hem that is not sharp, even in a sharp picture.
  const softness = Math.max((0.7 * light.blur) / fit.pose.unit, 0.012);
  const layer: Layer = { red: 0, green: 0, blue: 0, covered: 0, shadow: 0 };
  for (let i = 0; i < side * side; i++) {
    const dx = ((i % side) - (side - 1) / 2) * spread;
    const dy = (Math.floor(i / side) - (side - 1) / 2) * spread;
    const { across, v } = toFace(fit, x + 0.5 + dx, y + 0.5 + dy);
    addPoint(layer, painting, loops, across, v, softness, side * side);
  }
  return layer;
}

function addPoint(
  layer: Layer,
  { fit, light, noiseSeed }: Painting,
  loops: readonly Loop[],
  across: number,
  v: number,
  softness: number,
  points: number,
): void {
  const cloth = clothAt(fit, across, v);
  const inCloth = smoothstep(-softness, softness, cloth.inside);
  if (inCloth > 0) {
    const [red, green, blue] = clothColour(cloth, fit, light, noiseSeed);
    layer.red += (inCloth * red) / points;
    layer.green += (inCloth * green) / points;
    layer.blue += (inCloth * blue) / points;
    layer.covered += inCloth / points;
  }
  if (inCloth === 1) return;
  const loop = nearestLoop(loops, across, v);
  const opacity = fit.design.loopOpacity * (1 - LOOP_FADE * loop.along);
  const inLoop = (1 - inCloth) * (1 - smoothstep(-softness, softness, loop.distance)) * opacity;
  if (inLoop > 0) {
    const lit = (0.85 * inLoop) / points;
    const { loopColour } = fit.design;
    layer.red += lit * light.white[0] * loopColour[0];
    layer.green += lit * light.white[1] * loopColour[1];
    layer.blue += lit * light.white[2] * loopColour[2];
    layer.covered += inLoop / points;
  }
  const distance = Math.min(-cloth.inside, loop.distance + LOOP_SHADOW_OFFSET);
  layer.shadow += skinShadow(distance, across, v, fit) / points;
}

/** Share of light lost on the skin at a distance from the cloth; deeper below it, none off the face. */
function skinShadow(distance: number, across: number, v: number, fit: Fit): number {
  if (distance >= SHADOW.reach) return 0;
  const onFace = 1 - smoothstep(0.95, 1.03, Math.abs(across) / (fit.pose.radius * silhouette(v)));
  const below = mix(0.6, 1, smoothstep(0.6, 1.4, v));
  return SHADOW.depth * below * onFace * (1 - Math.max(0, distance) / SHADOW.reach) ** 2;
}

function blend(
  image: RgbImage,
  out: Uint8Array,
  x: number,
  y: number,
  layer: Readonly<Layer>,
  { light, noiseSeed }: Painting,
): void {
  const { red, green, blue, covered, shadow } = layer;
  if (covered === 0 && shadow === 0) return;
  const grey = luma(red, green, blue);
  const own = light.isGrey ? [grey, grey, grey] : [red, green, blue];
  const share = Math.min(1, covered);
  const left = (1 - share) * (1 - shadow);
  const grain = share * light.grain * gaussian(x, y, noiseSeed);
  const at = (y * image.width + x) * 3;
  for (let c = 0; c < 3; c++) {
    out[at + c] = Math.round(clamp(image.data[at + c] * left + own[c] + grain, 0, 255));
  }
}

/** About normal with deviation 1: the sum of three uniform numbers (Irwin-Hall), by place. */
function gaussian(x: number, y: number, seed: number): number {
  return 2 * (hashNoise(x, y, seed) + hashNoise(x, y, seed + 1) + hashNoise(x, y, seed + 2) - 1.5);
}
