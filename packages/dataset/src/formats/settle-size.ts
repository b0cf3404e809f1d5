import type { Box, Size } from '@maskpred/core';
import type { PictureDraft } from './draft.js';
import type { Judge } from './judge.js';

/** What the header of a picture says of its size. */
export interface PictureSize extends Size {
  /** EXIF orientation, 1 to 8; width and height are those of the upright picture. @default 1 */
  readonly orientation?: number;
}

export interface SettledSize extends Size {
  /** EXIF orientation by which the boxes have to be turned to lie on the upright picture; 1: not at all. */
  readonly turn: number;
}

/** The size of the upright picture, from the annotation or, where that says none or a wrong one, from its header. */
export function settleSize(
  draft: PictureDraft,
  header: PictureSize | undefined,
  judge: Judge,
): SettledSize | undefined {
  const { width, height } = draft;
  if (!isSide(width) || !isSide(height)) {
    if (!header) {
      judge.fail(
        'expected the size of the picture, got none, and no picture to read it from',
        draft.lineOf('size'),
      );
      return undefined;
    }
    if (draft.hasSizeFields) {
      judge.repairs({
        kind: 'size-missing',
        line: draft.lineOf('size'),
        problem: 'no size of the picture',
        repair: fromHeader(header),
        otherwise: fromHeader(header),
      });
    }
    return { width: header.width, height: header.height, turn: 1 };
  }
  const said = { width, height, turn: 1 };
  if (!header || (header.width === width && header.height === height)) return said;
  const { orientation = 1 } = header;
  const isUnturned = orientation >= 5 && header.width === height && header.height === width;
  const repaired = judge.repairs({
    kind: 'size-wrong',
    line: draft.lineOf('size'),
    problem: `the file says ${width} x ${height}, the picture is ${header.width} x ${header.height}${isUnturned ? ' when turned as its EXIF orientation asks' : ''}`,
    repair: isUnturned ? 'boxes turned with it' : 'size taken from the picture, boxes kept',
    otherwise: 'kept as the file says',
  });
  return repaired ? { width: header.width, height: header.height, turn: isUnturned ? orientation : 1 } : said;
}

/**
 * A box of the stored picture on the upright one, for the EXIF orientations 5 to 8, which swap the sides.
 * @param upright - size of the upright picture, pixels.
 */
export function turnBox({ x, y, width, height }: Box, orientation: number, upright: Size): Box {
  const turned = { x: y, y: x, width: height, height: width };
  const fromRight = upright.width - y - height;
  const fromBottom = upright.height - x - width;
  if (orientation === 5) return turned;
  if (orientation === 6) return { ...turned, x: fromRight };
  if (orientation === 7) return { ...turned, x: fromRight, y: fromBottom };
  if (orientation === 8) return { ...turned, y: fromBottom };
  return { x, y, width, height };
}

function fromHeader({ width, height }: Size): string {
  return `${width} x ${height} taken from the picture`;
}

function isSide(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0;
}
