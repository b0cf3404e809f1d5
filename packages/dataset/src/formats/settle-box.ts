import { type Box, clipBox, type Size } from '@maskpred/core';
import type { BoxDraft } from './draft.js';
import type { Judge } from './judge.js';
import { type SettledSize, turnBox } from './settle-size.js';

/** The box in pixels of its picture, or undefined when it is left out or cannot be used. */
export function settleBox(
  draft: BoxDraft,
  size: SettledSize,
  lineOf: () => number | undefined,
  judge: Judge,
): Box | undefined {
  let box = draft.shareDigits === undefined ? draft.box : toPixels(draft.box, draft.shareDigits, size);
  box = size.turn === 1 ? box : turnBox(box, size.turn, size);
  if (![box.x, box.y, box.width, box.height].every(Number.isFinite)) {
    judge.fail('expected a box of finite numbers', lineOf());
    return undefined;
  }
  if (box.width < 0 || box.height < 0) {
    const problem = `expected left < right and top < bottom, got ${describe(box)}`;
    if (!judge.repairs({ kind: 'box-inside-out', line: lineOf(), problem, repair: 'sides swapped' })) {
      return undefined;
    }
    box = turnOutside(box);
  }
  if (box.width === 0 || box.height === 0) {
    const problem = `expected a box with an area, got ${describe(box)}`;
    judge.repairs({ kind: 'box-empty', line: lineOf(), problem, repair: 'left out' });
    return undefined;
  }
  const isOutside =
    box.x >= size.width || box.y >= size.height || box.x + box.width <= 0 || box.y + box.height <= 0;
  const problem = `expected a box inside the ${size.width} x ${size.height} picture, got ${describe(box)}`;
  if (isOutside) {
    judge.repairs({ kind: 'box-outside', line: lineOf(), problem, repair: 'left out' });
    return undefined;
  }
  if (box.x < 0 || box.y < 0 || box.x + box.width > size.width || box.y + box.height > size.height) {
    const isClipped = judge.repairs({
      kind: 'box-over-edge',
      line: lineOf(),
      problem,
      repair: 'clipped',
      otherwise: 'kept',
    });
    if (isClipped) return clipBox(box, size);
  }
  return box;
}

/**
 * Pixels of a box in shares of the sides. An edge that is a whole pixel as far as the digits of the file can tell is
 * taken as one: centre and half a side, each cut to `digits`, are together off by at most 0.75 of the last digit.
 */
function toPixels({ x, y, width, height }: Box, digits: number, size: Size): Box {
  const edge = (share: number, side: number): number => {
    const exact = share * side;
    const whole = Math.round(exact) + 0; // + 0: of -0 makes 0
    // Files with few digits must not drag an edge by a visible part of a pixel.
    const tolerance = Math.min(0.05, 10 ** -digits * side) + 1e-9 * side;
    return Math.abs(exact - whole) <= tolerance ? whole : exact;
  };
  const left = edge(x, size.width);
  const top = edge(y, size.height);
  return {
    x: left,
    y: top,
    width: edge(x + width, size.width) - left,
    height: edge(y + height, size.height) - top,
  };
}

function turnOutside({ x, y, width, height }: Box): Box {
  return {
    x: Math.min(x, x + width),
    y: Math.min(y, y + height),
    width: Math.abs(width),
    height: Math.abs(height),
  };
}

function describe({ x, y, width, height }: Box): string {
  return `left ${x}, top ${y}, right ${x + width}, bottom ${y + height}`;
}
