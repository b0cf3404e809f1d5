import type { Box, RgbImage } from '@maskpred/core';
import type { Light } from './light.js';
import { clamp, hashNoise, luma, smoothstep } from './numeric.js';
import { type FacePose, silhouette } from './pose.js';
import { type Bounds, isWithin, type Surface, unionOf } from './surface.js';

/** Everything that is known before the first pixel is painted. */
export interface Painting {
  /** The frame in which the surfaces are given. */
  readonly pose: FacePose;
  readonly light: Light;
  /** The one in front comes first. */
  readonly surfaces: readonly Surface[];
  /** Positive whole number: the grain. */
  readonly noiseSeed: number;
}

/** What is laid over a pixel: light of its own, and the share of the picture's light that is left. */
interface Layer {
  red: number;
  green: number;
  blue: number;
  /** 0 to 1, how much of the pixel is covered. */
  covered: number;
  /** 0 to 1, how much light the rest of the pixel loses. */
  shadow: number;
}

/** Farther inside than this, units, a pixel sees only the surface in front, and no edge. */
const DEEP = 0.11;
/** Pixels from eyes to mouth: below the first, seams are far thinner than a pixel; above the second, none is. */
const SMALL_UNIT = 25;
const SHARP_UNIT = 100;
/** No edge is sharper than this, in units: cloth has hems, skin has down. */
const SOFT = 0.012;

/**
 * A copy of the picture with the surfaces on it, as sharp and as grainy as the picture is.
 * @param region - whole pixels; outside of it nothing is painted. @default the whole picture
 */
export function paintSurfaces(image: RgbImage, painting: Painting, region: Box = wholeOf(image)): RgbImage {
  const { pose, light, surfaces } = painting;
  const out = new Uint8Array(image.data);
  const bounds = unionOf(surfaces.map((surface) => surface.bounds));
  const area = pixelsOf(bounds, pose, region);
  const blurred = 2 / pose.unit;
  const side = pose.unit < SMALL_UNIT || light.blur > 2 ? 3 : 2;
  const sideInside = pose.unit > SHARP_UNIT && light.blur <= 2 ? 1 : side;
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      const { across, v } = toFace(pose, x + 0.5, y + 0.5);
      if (!isWithin(bounds, across, v)) continue;
      const { near, isDeep } = surfacesNear(surfaces, across, v, blurred);
      if (near.length === 0) continue;
      blend(image, out, x, y, sampleLayer(painting, near, x, y, isDeep ? sideInside : side), painting);
    }
  }
  return { data: out, width: image.width, height: image.height, channels: 3 };
}

function wholeOf({ width, height }: RgbImage): Box {
  return { x: 0, y: 0, width, height };
}

/** Units across and down from the eyes, of a place in pixels. */
function toFace({ x, y, unit, down }: FacePose, px: number, py: number): { across: number; v: number } {
  const dx = px - x;
  const dy = py - y;
  return { across: (dx * down.y - dy * down.x) / unit, v: (dx * down.x + dy * down.y) / unit };
}

/** The whole pixels of the region about a part of the picture that may be turned. */
function pixelsOf(bounds: Bounds, { x, y, unit, down }: FacePose, region: Box): Bounds {
  const corners = [bounds.left, bounds.right].flatMap((across) =>
    [bounds.top, bounds.bottom].map((v) => ({
      x: x + (across * down.y + v * down.x) * unit,
      y: y + (v * down.y - across * down.x) * unit,
    })),
  );
  return {
    left: Math.max(region.x, Math.floor(Math.min(...corners.map((corner) => corner.x)))),
    right: Math.min(region.x + region.width, Math.ceil(Math.max(...corners.map((corner) => corner.x)))),
    top: Math.max(region.y, Math.floor(Math.min(...corners.map((corner) => corner.y)))),
    bottom: Math.min(region.y + region.height, Math.ceil(Math.max(...corners.map((corner) => corner.y)))),
  };
}

/** The surfaces that matter to a pixel: most pixels are deep inside one, or far from all. */
function surfacesNear(
  surfaces: readonly Surface[],
  across: number,
  v: number,
  blurred: number,
): { near: readonly Surface[]; isDeep: boolean } {
  const near: Surface[] = [];
  for (const surface of surfaces) {
    if (!isWithin(surface.bounds, across, v)) continue;
    const point = surface.locate(across, v);
    if (point.inside < -surface.reach - blurred) continue;
    near.push(surface);
    if (point.inside > DEEP + blurred && (surface.opacityAt?.(point) ?? 1) === 1) {
      return { near, isDeep: near.length === 1 };
    }
  }
  return { near, isDeep: false };
}

/** The mean of `side` times `side` points, spread over the pixel or over the picture's blur. */
function sampleLayer(
  { pose, light }: Painting,
  surfaces: readonly Surface[],
  x: number,
  y: number,
  side: number,
): Readonly<Layer> {
  const spread = light.blur / side;
  const softness = Math.max((0.7 * light.blur) / pose.unit, SOFT);
  const layer: Layer = { red: 0, green: 0, blue: 0, covered: 0, shadow: 0 };
  const onFace = shareOnFace(pose, x + 0.5, y + 0.5);
  for (let i = 0; i < side * side; i++) {
    const dx = ((i % side) - (side - 1) / 2) * spread;
    const dy = (Math.floor(i / side) - (side - 1) / 2) * spread;
    const { across, v } = toFace(pose, x + 0.5 + dx, y + 0.5 + dy);
    addPoint(layer, surfaces, across, v, softness, 1 / (side * side));
  }
  layer.shadow *= onFace;
  return layer;
}

/** 1 on the face and the neck, 0 beside them: the wall behind a head is too far away for shadows. */
function shareOnFace(pose: FacePose, px: number, py: number): number {
  const { across, v } = toFace(pose, px, py);
  return 1 - smoothstep(0.95, 1.03, Math.abs(across) / (pose.radius * silhouette(v)));
}

/** Adds one point, from the surface in front to the last that can be seen. */
function addPoint(
  layer: Layer,
  surfaces: readonly Surface[],
  across: number,
  v: number,
  softness: number,
  weight: number,
): void {
  let left = 1;
  let shadow = 0;
  for (const surface of surfaces) {
    const point = surface.locate(across, v);
    const edge = smoothstep(-softness, softness, point.inside);
    const share = edge > 0 ? left * edge * (surface.opacityAt?.(point) ?? 1) : 0;
    if (share > 0) {
      const [red, green, blue] = surface.colourAt(point);
      const lit = share * (1 - shadow) * weight;
      layer.red += lit * red;
      layer.green += lit * green;
      layer.blue += lit * blue;
      layer.covered += share * weight;
      left -= share;
      if (left <= 0) return;
    }
    shadow = Math.max(shadow, surface.shadowAt(point, across, v));
  }
  layer.shadow += shadow * weight;
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
