import type { Size } from '@maskpred/core';

/** Whether a frame has no pixels yet, as of a camera that is starting or a canvas in a hidden tab. */
export function isEmptyFrame(frame: unknown): boolean {
  if (typeof frame !== 'object' || frame === null) return false;
  const sides = frame as Partial<Record<string, unknown>>;
  // A <video> has `width` too, which is the element's and not the picture's.
  const names = 'videoWidth' in frame ? ['videoWidth', 'videoHeight'] : ['width', 'height'];
  return names.some((name) => sides[name] === 0);
}

/** Sides of the same shape differ by rounding at most this much, as a share. */
const SAME_SHAPE = 0.02;

/**
 * What positions are multiplied with when a video goes from one size to another; `undefined` when its shape changes, as
 * when a phone is turned: nobody knows then where the people went.
 */
export function scaleBetween(from: Size, to: Size): number | undefined {
  const [x, y] = [to.width / from.width, to.height / from.height];
  return Math.abs(x / y - 1) <= SAME_SHAPE ? x : undefined;
}
