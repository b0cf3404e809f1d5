import { type Box, clipBox, type Size } from '@maskpred/core';

/** Smallest side of a box that is drawn or edited, in pixels of the picture: less is a slip of the hand. */
export const SMALLEST_SIDE = 3;

/**
 * The box in whole pixels inside the picture, as annotation files carry it; undefined where less than
 * {@link SMALLEST_SIDE} pixels of it lie inside.
 */
export function settleBox(box: Box, picture: Size): Box | undefined {
  const x = Math.round(box.x);
  const y = Math.round(box.y);
  const right = Math.round(box.x + box.width);
  const bottom = Math.round(box.y + box.height);
  const inside = clipBox({ x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) }, picture);
  return Math.min(inside.width, inside.height) >= SMALLEST_SIDE ? inside : undefined;
}

/** The box moved by whole pixels, no further than the picture's edges; its size stays. */
export function nudgeBox(box: Box, dx: number, dy: number, picture: Size): Box {
  return {
    ...box,
    x: Math.max(0, Math.min(box.x + dx, picture.width - box.width)),
    y: Math.max(0, Math.min(box.y + dy, picture.height - box.height)),
  };
}

/** The box with its right and bottom edges moved by pixels, inside the picture, never below {@link SMALLEST_SIDE}. */
export function growBox(box: Box, dx: number, dy: number, picture: Size): Box {
  const side = (length: number, most: number) =>
    Math.max(Math.min(SMALLEST_SIDE, most), Math.min(length, most));
  return {
    ...box,
    width: side(box.width + dx, picture.width - box.x),
    height: side(box.height + dy, picture.height - box.y),
  };
}

/** The box beside the given one, a tenth of its size away, inside the picture: where a duplicate is seen. */
export function besideBox(box: Box, picture: Size): Box {
  const dx = Math.max(1, Math.round(box.width / 10));
  const dy = Math.max(1, Math.round(box.height / 10));
  const moved = nudgeBox(box, dx, dy, picture);
  return moved.x === box.x && moved.y === box.y ? nudgeBox(box, -dx, -dy, picture) : moved;
}

/** Whether two boxes are the same. */
export function isSameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
