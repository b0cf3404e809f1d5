import type { Random } from '@maskpred/core';
import type { Cut, FaceMaskDesign } from './design.js';
import { arcsine, cosine, exponential, sine } from '../drawing/exact.js';
import { clamp, mix, roundedMinimum, square } from '../drawing/numeric.js';
import { CHIN, type FacePose, NOSE_TIP, silhouette } from '../drawing/pose.js';
import type { FaceMaskWear } from './style.js';

/** A face mask put on one face: its edges in the face's units, and how its cloth runs around the head. */
export interface Fit {
  readonly pose: FacePose;
  readonly design: FaceMaskDesign;
  readonly top: number;
  readonly topDrop: number;
  readonly bottom: number;
  readonly bottomRise: number;
  readonly reach: number;
}

/** A point of the cloth. */
export interface ClothPoint {
  /** Radians around the head's axis from the middle of the face. */
  readonly phi: number;
  /** -1 and 1 at the side edges, 0 in the middle. */
  readonly s: number;
  /** 0 at the upper edge, 1 at the lower. */
  readonly t: number;
  /** Units, 0 at the eyes, 1 at the mouth. */
  readonly v: number;
  /** Distance to the nearest edge in units, positive inside. */
  readonly inside: number;
}

// How the edges bend from the middle to the sides: 0 straight (folded), 1 a parabola (cup), above 1 flat at first.
const TOP_BEND: Record<Cut, number> = { pleated: 0.45, curved: 0.25, folded: 0, cup: 0.9 };
const BOTTOM_BEND: Record<Cut, number> = { pleated: 1.2, curved: 0.9, folded: 0.35, cup: 1 };
/** Radius of the corners, in units. */
const CORNER: Record<Cut, number> = { pleated: 0.1, curved: 0.16, folded: 0.12, cup: 0.3 };
/** Cloth stands off the skin by this share of the face's radius. */
const STAND_OFF = 1.035;

/** Puts the face mask on, a little askew, as `random` has it. */
export function fitFaceMask(pose: FacePose, design: FaceMaskDesign, wear: FaceMaskWear, random: Random): Fit {
  const tilt = random.between(-0.05, 0.05);
  const aside = random.between(-0.04, 0.04) * pose.unit;
  const turn = random.between(-0.06, 0.06);
  const { x, y } = pose.down;
  const down = { x: x * cosine(tilt) - y * sine(tilt), y: x * sine(tilt) + y * cosine(tilt) };
  const worn: FacePose = {
    ...pose,
    x: pose.x + down.y * aside,
    y: pose.y - down.x * aside,
    yaw: pose.yaw + turn,
    down,
  };
  const { top, topDrop, bottom, bottomRise, reach } = design;
  const slack = random.next();
  if (wear === 'right') return { pose: worn, design, top, topDrop, bottom, bottomRise, reach };
  if (wear === 'under-nose') {
    const lowered = NOSE_TIP + 0.1 + 0.1 * slack;
    return {
      pose: worn,
      design,
      top: lowered,
      topDrop: topDrop * 0.25,
      bottom: bottom + 0.06,
      bottomRise: bottomRise * 0.8,
      reach,
    };
  }
  const lowered = CHIN - 0.34 + 0.12 * slack;
  return {
    pose: worn,
    design,
    top: lowered,
    topDrop: -0.12, // it hangs in the hollow of the chin and rises to the ears
    bottom: lowered + 0.62 + 0.1 * slack,
    bottomRise: bottomRise * 0.8,
    reach: Math.max(reach, 1.2),
  };
}

/** The cloth at a point of the picture given in units from the eyes; also defined outside, where `inside` is negative. */
export function clothAt(fit: Fit, across: number, v: number): ClothPoint {
  const { pose, design, reach } = fit;
  const radius = pose.radius * silhouette(v) * STAND_OFF;
  const around = (x: number) => arcsine(clamp(x / radius, -1, 1)) - pose.yaw;
  // The nose lifts the middle of the cloth, which a turned head moves aside; one step of iteration is enough.
  const first = around(across);
  const lift = 0.16 * exponential(-square(first / 0.5) - square((v - 0.75) / 0.45));
  const phi = around(across - lift * sine(pose.yaw));
  const s = phi / reach;
  const upper = topEdge(fit, s);
  const lower = bottomEdge(fit, s);
  const facing = Math.max(0.3, cosine(phi + pose.yaw));
  const side = Math.min((reach - Math.abs(phi)) * radius * facing, radius - Math.abs(across));
  const inside = roundedMinimum(side, Math.min(v - upper, lower - v), CORNER[design.cut]);
  return { phi, s, t: (v - upper) / (lower - upper), v, inside };
}

export function topEdge({ design, top, topDrop }: Fit, s: number): number {
  return top + topDrop * mix(Math.abs(s), s * s, TOP_BEND[design.cut]);
}

export function bottomEdge({ design, bottom, bottomRise }: Fit, s: number): number {
  return bottom - bottomRise * mix(Math.abs(s), s * s, BOTTOM_BEND[design.cut]);
}
