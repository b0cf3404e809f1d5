import { length } from './exact.js';

/** Red, green, blue; what 1 means is the caller's (a share of white, or of the light). */
export type Rgb = readonly [number, number, number];

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

export function mixRgb(a: Rgb, b: Rgb, share: number): Rgb {
  return [mix(a[0], b[0], share), mix(a[1], b[1], share), mix(a[2], b[2], share)];
}

export function square(value: number): number {
  return value * value;
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

/** A soft ridge: 1 at `centre`, 0 from `width` away on. */
export function ridge(value: number, centre: number, width: number): number {
  const t = 1 - Math.abs(value - centre) / width;
  return t <= 0 ? 0 : t * t * (3 - 2 * t);
}

/** Rec. 601 luma, 0 to 255 for bytes. */
export function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** 0 to 1 by whole coordinates: the same for a point whatever the order in which points are asked for. */
export function hashNoise(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 0x100000000;
}

/** Smooth noise of wavelength about 1, 0 to 1. */
export function valueNoise(x: number, y: number, seed: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const u = smoothstep(0, 1, x - ix);
  const v = smoothstep(0, 1, y - iy);
  const top = mix(hashNoise(ix, iy, seed), hashNoise(ix + 1, iy, seed), u);
  const bottom = mix(hashNoise(ix, iy + 1, seed), hashNoise(ix + 1, iy + 1, seed), u);
  return mix(top, bottom, v);
}

/** The distance to the nearer of two edges that meet in a corner of the given radius. */
export function roundedMinimum(a: number, b: number, corner: number): number {
  if (a >= corner || b >= corner) return Math.min(a, b);
  return corner - length(corner - a, corner - b);
}
