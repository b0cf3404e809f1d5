import type { BoxChange, LabelBox, PictureChange, PictureState } from './picture-state.js';

/**
 * The state after a change; `undefined` when the change was made for another state: a box that is to be changed or removed
 * is not there or looks different, or one that is to be made exists. The given state is not touched.
 *
 * @example
 * const box = { id: 'b1', box: { x: 1, y: 2, width: 30, height: 40 }, label: 'mask' };
 * const state = applyChange(EMPTY_STATE, { boxes: [{ at: 0, before: null, after: box }] });
 * console.log(state?.boxes.length); // 1
 */
export function applyChange(state: PictureState, change: PictureChange): PictureState | undefined {
  const { boxes: changes, label, verified } = change;
  if (label && label.before !== state.label) return undefined;
  if (verified && verified.before !== state.verified) return undefined;
  const boxes = changes ? applyBoxes(state.boxes, changes) : state.boxes;
  if (!boxes) return undefined;
  return {
    boxes,
    label: label ? label.after : state.label,
    verified: verified ? verified.after : state.verified,
  };
}

/** The change that takes back what `change` does: applied after it, the state is what it was, order included. */
export function invertChange({ boxes, label, verified }: PictureChange): PictureChange {
  return {
    // the last one first: places count in the list as it was at that moment
    ...(boxes && {
      boxes: boxes.toReversed().map(({ at, before, after }) => ({ at, before: after, after: before })),
    }),
    ...(label && { label: { before: label.after, after: label.before } }),
    ...(verified && { verified: { before: verified.after, after: verified.before } }),
  };
}

/** Whether a change does nothing. */
export function isEmptyChange({ boxes = [], label, verified }: PictureChange): boolean {
  return (
    boxes.every(({ before, after }) => isSameBox(before, after)) &&
    label?.before === label?.after &&
    verified?.before === verified?.after
  );
}

/** The change that makes `after` of `before`, whatever lies between them. */
export function changeBetween(before: PictureState, after: PictureState): PictureChange {
  const isSame =
    before.boxes.length === after.boxes.length &&
    before.boxes.every((box, index) => isSameBox(box, after.boxes[index]!));
  const removed = before.boxes.map((box, at): BoxChange => ({ at, before: box, after: null })).toReversed();
  const made = after.boxes.map((box, at): BoxChange => ({ at, before: null, after: box }));
  return {
    ...(isSame ? {} : { boxes: [...removed, ...made] }),
    ...(before.label !== after.label && before.label !== null && after.label !== null
      ? { label: { before: before.label, after: after.label } }
      : {}),
    ...(before.verified === after.verified
      ? {}
      : { verified: { before: before.verified, after: after.verified } }),
  };
}

/** Whether two boxes are the same in everything. */
export function isSameBox(a: LabelBox | null, b: LabelBox | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.id === b.id &&
    a.label === b.label &&
    a.score === b.score &&
    a.difficult === b.difficult &&
    a.box.x === b.box.x &&
    a.box.y === b.box.y &&
    a.box.width === b.box.width &&
    a.box.height === b.box.height
  );
}

function applyBoxes(
  boxes: readonly LabelBox[],
  changes: readonly BoxChange[],
): readonly LabelBox[] | undefined {
  const result = [...boxes];
  for (const { at, before, after } of changes) {
    const index = before ? result.findIndex(({ id }) => id === before.id) : -1;
    if (before && (index < 0 || !isSameBox(result[index]!, before))) return undefined;
    if (after && after.id !== before?.id && result.some(({ id }) => id === after.id)) return undefined;
    if (before && after) result[index] = after;
    else if (before) result.splice(index, 1);
    else if (after) result.splice(Math.min(at, result.length), 0, after);
  }
  return result;
}
