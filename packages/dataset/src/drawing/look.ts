import { assertArgument, cropRegion, type RawImage, type RgbImage, toRgb } from '@maskpred/core';
import { type Light, measureLight } from './light.js';
import { estimatePose, type FacePose, type FaceToCover } from './pose.js';

/** A face as a drawing finds it. */
export interface FaceLook {
  readonly rgb: RgbImage;
  readonly pose: FacePose;
  readonly light: Light;
}

/**
 * What a drawing has to know of the face: where it is and in what light.
 * @throws {MaskpredError} INVALID_ARGUMENT when the picture's data does not fit its size, the box has no size or lies
 * outside of the picture, a keypoint is not finite, or the seed is not whole.
 */
export function lookAtFace(image: RawImage, face: FaceToCover, seed: number): FaceLook {
  assertArgument(Number.isInteger(seed), `seed is a whole number, got ${String(seed)}.`);
  const rgb = toRgb(image);
  cropRegion(face.box, 0, rgb); // refuses a box without size or outside of the picture
  const pose = estimatePose(face);
  return { rgb, pose, light: measureLight(rgb, pose) };
}

/** @throws {MaskpredError} INVALID_ARGUMENT for a value that is not allowed. */
export function assertOneOf(name: string, value: string, allowed: readonly string[]): void {
  assertArgument(allowed.includes(value), `${name} is one of ${allowed.join(', ')}, got ${String(value)}.`);
}
