import { assertArgument, type Box, type Keypoint } from '@maskpred/core';
import { arcsine, cosine, length, sine } from './exact.js';
import { clamp } from './numeric.js';

/** A face to draw on: a detection of core is one. */
export interface FaceToCover {
  /** Pixels of the picture, from the eyebrows to the chin. */
  readonly box: Box;
  /**
   * Used when both eyes and the mouth are among them, by name: `left-eye`, `right-eye`, `nose`, and `mouth` or
   * `mouth-left` and `mouth-right`. Other writings (`leftEye`, `nose_tip`, `mouth-center`) are understood.
   */
  readonly keypoints?: readonly Keypoint[];
}

/**
 * Where a face is and how it is turned. Faces are measured in their own units: `v` is 0 at the eyes and 1 at the mouth,
 * `radius` is half the width of the face in the same unit.
 */
export interface FacePose {
  /** Pixels: the point of the head's axis between the eyes. */
  readonly x: number;
  readonly y: number;
  /** Pixels from eyes to mouth. */
  readonly unit: number;
  readonly radius: number;
  /** Unit vector in the picture that points down the face, eyes to chin. */
  readonly down: { readonly x: number; readonly y: number };
  /** Radians; positive when the nose points to the picture's right. */
  readonly yaw: number;
}

/** The chin's height in units: 1.44 to 1.71, mean 1.54, with 68 landmarks on 22 frontal to half-turned faces. */
export const CHIN = 1.58;
/** Tip of the nose: 42 of the 65 mm from eyes to mouth in an adult face. */
export const NOSE_TIP = 0.64;

// A box from eyebrows to chin: eyes at 0.17 of its height, mouth so that the chin is at 0.99.
const EYES_IN_BOX = 0.17;
const UNIT_IN_BOX = 0.52;
const RADIUS_IN_BOX = 0.48;
// Half the width of an adult face is about 70 mm: 1.08 times eyes to mouth, 1.1 times pupil to pupil.
const RADIUS_BY_MOUTH = 1.06;
const RADIUS_BY_EYES = 1.12;
/** Keypoints may be wrong: no face is much wider than its box. */
const MAX_RADIUS_IN_BOX = 0.54;
/** How far the tip of the nose moves, in units, for a sine of the yaw of 1. */
const NOSE_LEVER = 0.55;
/** Beyond this the far half of the face is out of sight, and so is most of the model. */
const MAX_YAW = 0.85;

/** Half the width of the face at a height, as a share of its radius: full to the mouth, narrow at the chin. */
export function silhouette(v: number): number {
  const t = clamp((v - 0.7) / (CHIN - 0.7), 0, 1);
  return 1 - 0.44 * t * t;
}

/**
 * The pose by keypoints when both eyes and the mouth are known, else by the box's proportions, as if frontal.
 * @throws {MaskpredError} INVALID_ARGUMENT when a keypoint has a number that is not finite.
 */
export function estimatePose({ box, keypoints }: FaceToCover): FacePose {
  return (keypoints && poseByKeypoints(keypoints, box)) ?? poseByBox(box);
}

function poseByBox(box: Box): FacePose {
  const unit = box.height * UNIT_IN_BOX;
  return {
    x: box.x + box.width / 2,
    y: box.y + box.height * EYES_IN_BOX,
    unit,
    radius: (box.width * RADIUS_IN_BOX) / unit,
    down: { x: 0, y: 1 },
    yaw: 0,
  };
}

function poseByKeypoints(keypoints: readonly Keypoint[], box: Box): FacePose | undefined {
  const { leftEye, rightEye, nose, mouth } = namePoints(keypoints);
  if (!leftEye || !rightEye || !mouth) return undefined;
  const eyes = middle(leftEye, rightEye);
  const unit = length(mouth.x - eyes.x, mouth.y - eyes.y);
  const eyeDistance = length(leftEye.x - rightEye.x, leftEye.y - rightEye.y);
  if (unit < box.height * 0.1) return undefined; // a collapsed guess, as of a face seen from above
  const down = { x: (mouth.x - eyes.x) / unit, y: (mouth.y - eyes.y) / unit };
  const right = { x: down.y, y: -down.x };
  const aside = nose ? ((nose.x - eyes.x) * right.x + (nose.y - eyes.y) * right.y) / unit : 0;
  const turned = clamp(aside / NOSE_LEVER, -sine(MAX_YAW), sine(MAX_YAW));
  const yaw = arcsine(turned);
  const byEyes = (RADIUS_BY_EYES * eyeDistance) / (unit * cosine(yaw));
  const radius = Math.min(Math.max(RADIUS_BY_MOUTH, byEyes), (MAX_RADIUS_IN_BOX * box.width) / unit);
  // Eyes lie on the face's front, which a turn moves aside from the head's axis.
  const shift = 0.75 * radius * turned * unit;
  return { x: eyes.x - right.x * shift, y: eyes.y - right.y * shift, unit, radius, down, yaw };
}

interface NamedPoints {
  leftEye?: Keypoint;
  rightEye?: Keypoint;
  nose?: Keypoint;
  mouth?: Keypoint;
}

function namePoints(keypoints: readonly Keypoint[]): NamedPoints {
  const byName = new Map<string, Keypoint>();
  for (const point of keypoints) {
    assertArgument(
      Number.isFinite(point.x) && Number.isFinite(point.y),
      `A keypoint needs finite numbers, got x ${point.x}, y ${point.y}.`,
    );
    if (point.name !== undefined) byName.set(point.name.toLowerCase().replace(/[^a-z]/g, ''), point);
  }
  const find = (...names: string[]) => names.map((name) => byName.get(name)).find(Boolean);
  const corners = [
    find('mouthleft', 'leftmouth', 'leftmouthcorner'),
    find('mouthright', 'rightmouth', 'rightmouthcorner'),
  ];
  const mouth =
    find('mouth', 'mouthcenter', 'mouthcentre') ??
    (corners[0] && corners[1] ? middle(corners[0], corners[1]) : undefined);
  const found = {
    leftEye: find('lefteye'),
    rightEye: find('righteye'),
    nose: find('nose', 'nosetip'),
    mouth,
  };
  return Object.fromEntries(Object.entries(found).filter(([, point]) => point));
}

function middle(a: Keypoint, b: Keypoint): Keypoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
