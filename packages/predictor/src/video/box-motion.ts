import type { Box } from '@maskpred/core';
import { advanceMotion, correctMotion, type Motion, scaleMotion, startMotion } from './kalman.js';

/** Where a face is and where it is headed: centre in pixels, sides as logarithms of pixels. */
export interface BoxMotion {
  readonly x: Motion;
  readonly y: Motion;
  readonly logWidth: Motion;
  readonly logHeight: Motion;
}

/**
 * Noise in shares of the face's side, so that near and far faces are treated alike: how far a detector's box is off, how
 * fast a head usually is (sides a second) and how much its speed changes (sides² a second³).
 */
const PLACE = { error: 0.04, speed: 1.5, acceleration: 12 };
/** The same for the logarithm of a side: people come nearer slowly. */
const SIZE = { error: 0.05, speed: 0.3, acceleration: 0.15 };

/** A face seen for the first time. */
export function startBoxMotion(box: Box): BoxMotion {
  const place = (position: number, side: number) =>
    startMotion(position, (PLACE.error * side) ** 2, (PLACE.speed * side) ** 2);
  const size = (side: number) => startMotion(Math.log(side), SIZE.error ** 2, SIZE.speed ** 2);
  return {
    x: place(box.x + box.width / 2, box.width),
    y: place(box.y + box.height / 2, box.height),
    logWidth: size(box.width),
    logHeight: size(box.height),
  };
}

/** The face that many seconds later; negative looks back. */
export function advanceBox(motion: BoxMotion, seconds: number): BoxMotion {
  const { width, height } = boxOf(motion);
  return {
    x: advanceMotion(motion.x, seconds, PLACE.acceleration * width ** 2),
    y: advanceMotion(motion.y, seconds, PLACE.acceleration * height ** 2),
    logWidth: advanceMotion(motion.logWidth, seconds, SIZE.acceleration),
    logHeight: advanceMotion(motion.logHeight, seconds, SIZE.acceleration),
  };
}

/** The belief after a detector's box. */
export function correctBox(motion: BoxMotion, box: Box): BoxMotion {
  return {
    x: correctMotion(motion.x, box.x + box.width / 2, (PLACE.error * box.width) ** 2),
    y: correctMotion(motion.y, box.y + box.height / 2, (PLACE.error * box.height) ** 2),
    logWidth: correctMotion(motion.logWidth, Math.log(box.width), SIZE.error ** 2),
    logHeight: correctMotion(motion.logHeight, Math.log(box.height), SIZE.error ** 2),
  };
}

/** The same face in a video that is `factor` times as large. */
export function scaleBoxMotion(motion: BoxMotion, factor: number): BoxMotion {
  const grow = (log: Motion): Motion => ({ ...log, position: log.position + Math.log(factor) });
  return {
    x: scaleMotion(motion.x, factor),
    y: scaleMotion(motion.y, factor),
    logWidth: grow(motion.logWidth),
    logHeight: grow(motion.logHeight),
  };
}

/** The believed box, pixels. */
export function boxOf({ x, y, logWidth, logHeight }: BoxMotion): Box {
  const width = Math.exp(logWidth.position);
  const height = Math.exp(logHeight.position);
  return { x: x.position - width / 2, y: y.position - height / 2, width, height };
}
