import type { Box, Size } from '@maskpred/core';
import type { TileSettings } from './options.js';

/** One look at the picture. */
export interface Tile {
  /** What the network is shown: whole pixels of the picture. */
  readonly region: Box;
  /** Faces count when their centre lies here: the cores of one size cover the picture without overlap. */
  readonly core: Box;
  /**
   * Faces of a longer side from `minSide` to `maxSide` count, pixels of the picture: smaller ones are seen sharper in
   * smaller squares, larger ones are only sure to be whole in larger squares.
   */
  readonly minSide: number;
  readonly maxSide: number;
}

/**
 * The looks at a picture: squares of `size`, of twice the size and so on while they are smaller than the picture, and
 * last the whole picture. A picture within one square gets the one look.
 * @example
 * planTiles({ width: 1000, height: 500 }, { size: 512, overlap: 0.25 }).length; // 4
 */
export function planTiles(picture: Size, { size, overlap }: TileSettings): Tile[] {
  const tiles: Tile[] = [];
  const longer = Math.max(picture.width, picture.height);
  let minSide = 0;
  for (let side = size; side < longer; side *= 2) {
    const shared = Math.floor(side * overlap);
    const columns = spans(picture.width, side, shared);
    const rows = spans(picture.height, side, shared);
    for (const row of rows) {
      for (const column of columns) {
        tiles.push({
          region: {
            x: column.start,
            y: row.start,
            width: column.end - column.start,
            height: row.end - row.start,
          },
          core: {
            x: column.coreStart,
            y: row.coreStart,
            width: column.coreEnd - column.coreStart,
            height: row.coreEnd - row.coreStart,
          },
          minSide,
          maxSide: shared,
        });
      }
    }
    minSide = shared / 2; // sizes overlap by an octave, so that no face falls between two
  }
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  return [...tiles, { region: whole, core: whole, minSide, maxSide: Infinity }];
}

/** Whether a face found in a tile is that tile's to report; pixels of the picture. */
export function belongsTo(tile: Tile, face: Box): boolean {
  const { core, minSide, maxSide } = tile;
  const side = Math.max(face.width, face.height);
  const x = face.x + face.width / 2;
  const y = face.y + face.height / 2;
  return (
    side >= minSide &&
    side <= maxSide &&
    x >= core.x &&
    y >= core.y &&
    x <= core.x + core.width &&
    y <= core.y + core.height
  );
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly coreStart: number;
  readonly coreEnd: number;
}

/** Pieces of at most `side` that share at least `shared` with the next and cover 0 to `length` evenly. */
function spans(length: number, side: number, shared: number): Span[] {
  const count = length <= side ? 1 : Math.ceil((length - shared) / (side - shared));
  const starts = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (length - side)) / (count - 1)),
  );
  return starts.map((start, i) => {
    const end = Math.min(length, start + side);
    const previousEnd = i === 0 ? undefined : starts[i - 1]! + side;
    const nextStart = starts[i + 1];
    return {
      start,
      end,
      coreStart: previousEnd === undefined ? 0 : (start + previousEnd) / 2,
      coreEnd: nextStart === undefined ? length : (nextStart + end) / 2,
    };
  });
}
