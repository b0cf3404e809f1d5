import type { Rgb } from './numeric.js';

/** A point of a surface, found for a place of the picture. */
export interface SurfacePoint {
  /** Distance to the nearest edge in units, positive inside. */
  readonly inside: number;
}

/** A part of the picture in the face's units, across and down from the eyes. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Something opaque that lies over a face: a cloth, a finger, a cup. Places are in units, across and down from the eyes. */
export interface Surface<P extends SurfacePoint = SurfacePoint> {
  /** Neither it nor its shadow goes beyond. */
  readonly bounds: Bounds;
  /** How far from its edge it still matters, units: the reach of its shadow. */
  readonly reach: number;
  locate(across: number, v: number): P;
  /** Under the picture's light, 0 to 255 a channel, not rounded. */
  colourAt(point: P): Rgb;
  /** How much of it can be seen, 0 to 1. @default 1 */
  opacityAt?(point: P): number;
  /** The share of light, 0 to 1, that it takes from what lies under it beside it. */
  shadowAt(point: P, across: number, v: number): number;
}

/** A surface whose kind of point is nobody else's business. */
export function surfaceOf<P extends SurfacePoint>(surface: Surface<P>): Surface {
  return surface as unknown as Surface;
}

/** The smallest part of the picture that holds all of them. */
export function unionOf(all: readonly Bounds[]): Bounds {
  return {
    left: Math.min(...all.map(({ left }) => left)),
    right: Math.max(...all.map(({ right }) => right)),
    top: Math.min(...all.map(({ top }) => top)),
    bottom: Math.max(...all.map(({ bottom }) => bottom)),
  };
}

export function isWithin({ left, right, top, bottom }: Bounds, across: number, v: number): boolean {
  return across >= left && across <= right && v >= top && v <= bottom;
}
