import { intersectionArea, MaskpredError } from '@maskpred/core';
import { assertFolderLabel } from '../../proposals/crop-name.js';
import type { Problem } from '../protocol.js';
import type { PictureChange, PictureState } from '../state/picture-state.js';

export type Refusal = Problem['error'];

/** What a change is measured by. */
export interface ChangeTarget {
  readonly layout: 'scenes' | 'image-folder';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Why a change that fits the state cannot be made all the same; undefined when it can. */
export function checkChange(
  { boxes = [], label }: PictureChange,
  before: PictureState,
  { layout, width, height }: ChangeTarget,
  labels: readonly string[],
): Refusal | undefined {
  const isScene = layout === 'scenes';
  if (isScene ? label !== undefined : boxes.length > 0) {
    return refuse(
      'INVALID_ARGUMENT',
      isScene
        ? 'Scenes have boxes with labels, the picture has none.'
        : 'A face crop has a label, and no boxes.',
    );
  }
  const known = new Set([...labels, ...before.boxes.map((box) => box.label)]);
  for (const name of [...boxes.flatMap(({ after }) => after?.label ?? []), ...(label ? [label.after] : [])]) {
    if (!known.has(name)) {
      return refuse(
        'UNKNOWN_LABEL',
        `Expected one of the labels ${labels.join(', ')}, got ${JSON.stringify(name)}. Start maskpred label with --labels to have others.`,
      );
    }
  }
  const picture = { x: 0, y: 0, width, height };
  const outside = boxes.find(({ after }) => after && !(intersectionArea(after.box, picture) > 0));
  if (outside) {
    return refuse('INVALID_ARGUMENT', `A box lies outside its ${width} x ${height} picture. Draw it inside.`);
  }
  return label ? checkFolder(label.after) : undefined;
}

function checkFolder(label: string): Refusal | undefined {
  try {
    assertFolderLabel(label);
    return undefined;
  } catch (error) {
    if (!MaskpredError.isInstance(error)) throw error;
    return refuse(error.code, error.message);
  }
}

function refuse(code: string, message: string): Refusal {
  return { code, message };
}
