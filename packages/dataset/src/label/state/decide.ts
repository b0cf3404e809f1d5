import type { Box } from '@maskpred/core';
import type { BoxChange, DecisionKind, LabelBox, PictureChange, PictureState } from './picture-state.js';

/** A decision as the functions of this file make it: what it is called, and what it changes. */
export interface DraftDecision {
  readonly kind: DecisionKind;
  readonly change: PictureChange;
}

/** The labels of proposals that say no more than that a face is there. */
export const UNDECIDED_LABELS: readonly string[] = Object.freeze(['face']);

/** Whether nobody has decided on a box yet: it still has its detector's score. */
export function isProposed({ score }: LabelBox): boolean {
  return score !== undefined;
}

/**
 * The label that accepting a proposal gives it: its own, unless that only says that it is a face; then the classifier's
 * guess. `undefined` when there is none: a label has to be chosen.
 */
export function acceptedLabel({ label }: LabelBox, guess?: string): string | undefined {
  return UNDECIDED_LABELS.includes(label) ? guess : label;
}

/** Proposals become faces as they are, or with the label given. */
export function accept(state: PictureState, id: string, label?: string): DraftDecision | undefined {
  const found = find(state, id);
  if (!found || !isProposed(found.box)) return undefined;
  return replace('accept', found, decided({ ...found.box, label: label ?? found.box.label }));
}

/** A box gets a label, and is no proposal any more. */
export function relabel(state: PictureState, id: string, label: string): DraftDecision | undefined {
  const found = find(state, id);
  if (!found || (found.box.label === label && !isProposed(found.box))) return undefined;
  return replace('relabel', found, decided({ ...found.box, label }));
}

/** A box is moved or resized, and is no proposal any more. A label that only says "face" can be replaced on the way. */
export function move(state: PictureState, id: string, box: Box, label?: string): DraftDecision | undefined {
  const found = find(state, id);
  if (!found) return undefined;
  return replace('move', found, decided({ ...found.box, box, label: label ?? found.box.label }));
}

/** A box is or is not hard even for a person. */
export function setDifficult(
  state: PictureState,
  id: string,
  isDifficult: boolean,
): DraftDecision | undefined {
  const found = find(state, id);
  if (!found || (found.box.difficult ?? false) === isDifficult) return undefined;
  const { difficult, ...rest } = found.box;
  return replace('difficult', found, isDifficult ? { ...rest, difficult: true } : rest);
}

/** A new box at the end of the list. */
export function draw(state: PictureState, box: LabelBox): DraftDecision {
  return add('draw', state, [box]);
}

/** A second box like one that is there. */
export function duplicate(state: PictureState, copy: LabelBox): DraftDecision {
  return add('duplicate', state, [copy]);
}

/** The boxes of another picture, with ids of their own. */
export function copyFrom(state: PictureState, boxes: readonly LabelBox[]): DraftDecision | undefined {
  return boxes.length === 0 ? undefined : add('copy', state, boxes);
}

export function remove(state: PictureState, id: string): DraftDecision | undefined {
  const found = find(state, id);
  if (!found) return undefined;
  return { kind: 'delete', change: { boxes: [{ at: found.at, before: found.box, after: null }] } };
}

/** A person confirms the picture, or takes it back. */
export function setVerified(state: PictureState, verified: boolean): DraftDecision | undefined {
  if (state.verified === verified) return undefined;
  return { kind: 'verify', change: { verified: { before: state.verified, after: verified } } };
}

/** A face crop gets a label, which confirms it; also when it is the one that it had. */
export function labelCrop(state: PictureState, label: string): DraftDecision | undefined {
  if (state.label === null || (state.label === label && state.verified === true)) return undefined;
  return {
    kind: 'label-crop',
    change: {
      ...(state.label === label ? {} : { label: { before: state.label, after: label } }),
      ...(state.verified === true ? {} : { verified: { before: state.verified, after: true } }),
    },
  };
}

/** One decision that does both; for a picture that is confirmed by the decision on its last box, say. */
export function both(first: DraftDecision, second: DraftDecision | undefined): DraftDecision {
  if (!second) return first;
  const boxes = [...(first.change.boxes ?? []), ...(second.change.boxes ?? [])];
  return {
    kind: first.kind,
    change: { ...first.change, ...second.change, ...(boxes.length > 0 ? { boxes } : {}) },
  };
}

interface Found {
  readonly at: number;
  readonly box: LabelBox;
}

function find({ boxes }: PictureState, id: string): Found | undefined {
  const at = boxes.findIndex((box) => box.id === id);
  return at < 0 ? undefined : { at, box: boxes[at]! };
}

function decided({ score: _score, ...box }: LabelBox): LabelBox {
  return box;
}

function replace(kind: DecisionKind, { at, box }: Found, after: LabelBox): DraftDecision {
  return { kind, change: { boxes: [{ at, before: box, after }] } };
}

function add(kind: DecisionKind, { boxes }: PictureState, added: readonly LabelBox[]): DraftDecision {
  const changes = added.map((box, index): BoxChange => ({
    at: boxes.length + index,
    before: null,
    after: box,
  }));
  return { kind, change: { boxes: changes } };
}
