import type { Box, Size } from '@maskpred/core';

/** Where a picture lies inside the space that it is shown in, and how much larger it is there. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** A picture as large as fits, centred; as CSS's `object-fit: contain`. */
export function placeInside(picture: Size, space: Size): Placement {
  const scale = Math.min(space.width / picture.width, space.height / picture.height);
  return {
    left: (space.width - picture.width * scale) / 2,
    top: (space.height - picture.height * scale) / 2,
    scale,
  };
}

/** A box of the picture where it is shown; mirrored, left is right. */
export function placeBox(box: Box, picture: Size, placement: Placement, isMirrored: boolean): Box {
  const { left, top, scale } = placement;
  const x = isMirrored ? picture.width - box.x - box.width : box.x;
  return {
    x: left + x * scale,
    y: top + box.y * scale,
    width: box.width * scale,
    height: box.height * scale,
  };
}

/** A box on the way from one to another: at 0 it is the first, at 1 the second, beyond it goes on. */
export function boxBetween(from: Box, to: Box, share: number): Box {
  const at = (side: keyof Box) => from[side] + (to[side] - from[side]) * share;
  return { x: at('x'), y: at('y'), width: Math.max(1, at('width')), height: Math.max(1, at('height')) };
}

/** A size with the same proportions of which no side is longer than `maxSide`; whole pixels. */
export function sizeWithin({ width, height }: Size, maxSide: number): Size {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
